#include <target_sdk/models/extra_members.hpp>

namespace target_sdk {

extra_members::extra_members(std::initializer_list<json::member> members)
  : extra_members(json::object(members)) {
}

extra_members::extra_members(json object) {
  const bool is_nothing = object.is_null() || (object.is_object() && object.empty());
  if (!is_nothing)
    object_.reset(new json(std::move(object)));
}

std::optional<json_view> extra_members::find(std::string_view name) const noexcept {
  return object_ ? object_->find(name) : std::nullopt;
}

json extra_members::operator[](std::string_view name) const {
  return object_ ? (*object_)[name] : json();
}

void extra_members::set(std::string_view name, const json& value) {
  auto changed = json_builder::object();
  const auto present = as_object();
  for (const auto [known, member] : present.members())
    changed.set(known, member);
  changed.set(name, value);
  *this = std::move(changed).build();
}

json extra_members::as_object() const {
  return object_ ? *object_ : json::object();
}

void extra_members::deleter::operator()(const json* object) const noexcept {
  delete object;
}

extra_members::pointer extra_members::copy_of(const json& object) {
  return pointer(new json(object));
}

bool extra_members::equal(const json* lhs, const json* rhs) noexcept {
  return lhs != nullptr && rhs != nullptr && *lhs == *rhs;
}

} // namespace target_sdk
