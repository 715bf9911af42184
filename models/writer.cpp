#include "models/writer.hpp"

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
  out += '{';
  bool is_first = true;
  for (const auto& about : description.fields) {
    const auto* member = about.locate(model);
    if (!about.kind->is_present(member))
      continue;
    out += is_first ? about.separated_key().substr(1) : about.separated_key();
    is_first = false;
    about.kind->write(out, member);
  }
  if (description.extra != nullptr)
    if (const auto& extra = description.extra(model); !extra.empty())
      append_extra(out, description, extra.as_object());
  out += '}';
}

} // namespace target_sdk::detail
