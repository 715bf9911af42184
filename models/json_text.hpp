// Writing JSON text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "models/rapid.hpp"
#include "models/text_buffer.hpp"

namespace target_sdk::detail {

/// A number as JavaScript's JSON.stringify prints it; NaN and infinities as null.
void append_number(text_buffer& out, double value);
void append_number(text_buffer& out, std::int64_t value);

/// A character as JSON's escape: a short one such as `\n` if it has one, else `\u` and four digits.
/// Up to U+FFFF.
void append_escaped(std::string& out, char32_t character);

/// A JSON string, as `append_json_string` writes it.
void append_string(text_buffer& out, std::string_view text);

/// A value without blanks; of a repeated member the last value at the first position.
void append_json(text_buffer& out, const node& value);

} // namespace target_sdk::detail
