#include "models/reader.hpp"

#include <algorithm>
#include <optional>

namespace target_sdk::detail {

namespace {

/// Adds a member that no field describes; of a repeated name the last value counts.
void keep(std::optional<json_builder>& unknown, std::string_view name, const node& value) {
  if (!unknown)
    unknown = json_builder::object();
  unknown->set(name, to_view(value));
}

bool is_repeated_in(std::span<const node_member> rest, std::string_view name) {
  return std::any_of(rest.begin(), rest.end(),
                     [name](const auto& member) { return text_of(member.name) == name; });
}

} // namespace

bool reader::read_model(const model_description& model, const node& value, void* into) {
  if (!value.IsObject())
    return refuse("expected an object");
  const auto members = members_of(value);
  std::size_t next = 0;
  std::optional<json_builder> unknown;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto name = text_of(members[i].name);
    const auto* about = model.find(name, next);
    if (about == nullptr) {
      const auto known = read_other_spelling(model, name, members[i].value, into);
      if (known == false)
        return false;
      if (!known) {
        report_unknown(name);
        if (model.extra != nullptr)
          keep(unknown, name, members[i].value);
      }
      continue;
    }
    const path::step step(where_, about->name());
    // The last of repeated members counts, so only that one can be wrong.
    if (!read_member(*about, members[i].value, about->locate_in(into))
        && !is_repeated_in(members.subspan(i + 1), name))
      return false;
  }
  if (unknown)
    model.extra_in(into) = std::move(*unknown).build();
  return true;
}

std::optional<bool> reader::read_other_spelling(const model_description& model,
                                                std::string_view name, const node& value,
                                                void* into) {
  if (model.read_other_spelling == nullptr)
    return std::nullopt;
  const path::step step(where_, name);
  return model.read_other_spelling(*this, name, value, into);
}

bool reader::read_member(const field& about, const node& value, void* member) {
  const auto is_absent =
    (value.IsNull() && !about.keeps_null)
    || (about.only_type != json_type::null && to_view(value).type() != about.only_type);
  if (is_absent) {
    about.kind->reset(member);
    return true;
  }
  return about.kind->read(*this, about, value, member);
}

bool reader::refuse(std::string_view what) {
  message_ = where_.text().append(": ").append(what);
  return false;
}

void reader::report_unknown(std::string_view name) {
  if (!options_.on_unknown)
    return;
  const path::step step(where_, name);
  options_.on_unknown(where_.text());
}

} // namespace target_sdk::detail
