// Length of a label in punycode (RFC 3492).
#pragma once

#include <cstddef>
#include <string_view>

namespace target_sdk::decisioning {

/// Characters of the label in its ASCII form, `xn--` included; its own size when it is ASCII. Takes
/// time quadratic in the size: for labels that may stand in a host. Malformed bytes are U+FFFD.
std::size_t punycode_length(std::string_view label) noexcept;

} // namespace target_sdk::decisioning
