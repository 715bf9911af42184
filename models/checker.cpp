#include "models/checker.hpp"

namespace target_sdk::detail {

bool checker::check_model(const model_description& description, const void* model) {
  for (const auto& about : description.fields) {
    const path::step step(where_, about.name());
    const auto* member = about.locate(model);
    if (about.kind->is_present(member)) {
      if (!about.kind->check(*this, about, member))
        return false;
    } else if (about.is_required) {
      return refuse("required");
    }
  }
  return check_own_extra(description, model)
         && (description.rules == nullptr || description.rules(*this, model));
}

bool checker::check_extra(const model_description& description, const void* model) {
  if (!check_own_extra(description, model))
    return false;
  for (const auto& about : description.fields) {
    const auto* member = about.locate(model);
    if (about.kind->check_extra == nullptr || !about.kind->is_present(member))
      continue;
    const path::step step(where_, about.name());
    if (!about.kind->check_extra(*this, member))
      return false;
  }
  return true;
}

bool checker::check_own_extra(const model_description& description, const void* model) {
  if (description.extra == nullptr || description.extra(model).empty())
    return true;
  const auto extra = description.extra(model).as_object();
  if (!extra.is_object())
    return refuse("extra", "expected an object");
  for (const auto [name, value] : extra.members())
    if (description.knows(name))
      return refuse("extra", '"' + std::string(name) + "\" is a member of the model itself");
  return true;
}

bool checker::refuse(std::string_view what) {
  message_ = where_.text().append(": ").append(what);
  return false;
}

bool checker::refuse(std::string_view member, std::string_view what) {
  const path::step step(where_, member);
  return refuse(what);
}

result<void> check_extra(const delivery_request& request) {
  const auto& description = description_of<delivery_request>();
  checker check;
  if (description.has_extra(&request) && !check.check_extra(description, &request))
    return fail(error_kind::invalid_request, check.take_message());
  return {};
}

bool is_blank(std::string_view text) noexcept {
  return text.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos;
}

} // namespace target_sdk::detail
