// Length of a label in punycode (RFC 3492).
#pragma once

#include <cstddef>
#include <string_view>

namespace target_sdk::decisioning {

/// Characters of the label in its ASCII form, `xn--` included; its own size when it is ASCII.
/// Quadratic in the size, so only for labels short enough for a host. Malformed bytes count as
/// U+FFFD.
std::size_t punycode_length(std::string_view label) noexcept;

} // namespace target_sdk::decisioning
