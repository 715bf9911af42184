// What JavaScript takes for a blank: ECMAScript's WhiteSpace and LineTerminator.
#pragma once

#include <cstddef>
#include <string_view>

namespace target_sdk::detail {

/// Length of the blank that the UTF-8 text begins with; 0 when it begins with none.
std::size_t leading_js_blank(std::string_view text) noexcept;

/// As `String.prototype.trim`.
std::string_view trim_js(std::string_view text) noexcept;

} // namespace target_sdk::detail
