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
  return description.rules == nullptr || description.rules(*this, model);
}

bool checker::refuse(std::string_view what) {
  message_ = where_.text().append(": ").append(what);
  return false;
}

bool checker::refuse(std::string_view member, std::string_view what) {
  const path::step step(where_, member);
  return refuse(what);
}

bool is_blank(std::string_view text) noexcept {
  return text.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos;
}

} // namespace target_sdk::detail
