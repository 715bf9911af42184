// Structured values of header fields (RFC 8941), as far as client hints need them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace target_sdk::detail {

/// The text of a string item, without its quotes and escapes; empty when `field` is none.
/// Parameters behind it are passed over.
std::optional<std::string> read_structured_string(std::string_view field);

/// The value of a boolean item, `?1` or `?0`; empty when `field` is none.
std::optional<bool> read_structured_boolean(std::string_view field) noexcept;

} // namespace target_sdk::detail
