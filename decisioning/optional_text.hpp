// Optional texts of the models as views.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace target_sdk::decisioning {

/// The text, empty when there is none; valid for as long as `text`.
inline std::string_view view_of(const std::optional<std::string>& text) noexcept {
  return text ? std::string_view(*text) : std::string_view();
}

} // namespace target_sdk::decisioning
