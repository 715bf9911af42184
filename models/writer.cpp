#include "models/writer.hpp"

#include <cstring>

#include "models/json_text.hpp"
#include "models/unique_members.hpp"

namespace target_sdk::detail {

namespace {

/// Appends members behind those before them. A member of the model itself is not written twice.
void append_extra(text_buffer& out, const model_description& description, const json& extra) {
  if (!extra.is_object())
    return;
  for (const auto& [name, value] : unique_members(*to_node(extra))) {
    if (description.knows(text_of(*name)))
      continue;
    if (out.back() != '{')
      out += ',';
    append_string(out, text_of(*name));
    out += ':';
    append_json(out, *value);
  }
}

} // namespace

void append_model(text_buffer& out, const model_description& description, const void* model) {
  bool is_empty = true;
  for (const auto& about : description.fields) {
    const auto* member = about.locate(model);
    if (!about.kind->is_present(member))
      continue;
    auto* const key = out.room(sizeof about.key);
    std::memcpy(key, about.key, sizeof about.key); // All of it: a fixed size is quick.
    if (is_empty)
      *key = '{'; // In the place of the comma.
    out.set_end(key + about.key_size);
    is_empty = false;
    about.kind->write(out, member);
  }
  if (is_empty)
    out += '{';
  if (description.extra != nullptr)
    if (const auto& extra = description.extra(model); !extra.empty())
      append_extra(out, description, extra.as_object());
  out += '}';
}

} // namespace target_sdk::detail
