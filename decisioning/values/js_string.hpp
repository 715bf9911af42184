// JavaScript's strings on UTF-8: lengths, slices and order count UTF-16 code units. Halves of a
// cut surrogate pair are kept as three bytes each (WTF-8).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "decisioning/values/scratch.hpp"

namespace target_sdk::decisioning {

bool is_ascii(std::string_view text) noexcept;

/// The code point at `at`, at most U+10FFFF; `at` advances past it, by at least one byte. Each byte
/// that is not part of valid UTF-8 (or WTF-8) is U+FFFD.
char32_t next_code_point(std::string_view text, std::size_t& at) noexcept;
/// Writes `code` as UTF-8 to `to` (room for 4) and returns the number of bytes.
std::size_t put_code_point(char* to, char32_t code) noexcept;

/// `String.length`.
std::size_t utf16_length(std::string_view text) noexcept;
/// The code units [first, first + count), both within the text.
std::string_view utf16_slice(std::string_view text, std::size_t first, std::size_t count,
                             scratch& memory);
/// Order by code units: negative, zero, positive.
int utf16_compare(std::string_view lhs, std::string_view rhs) noexcept;

/// Whether `text` contains `part`, always in linear time.
bool contains_text(std::string_view text, std::string_view part) noexcept;

/// Builds a text; adjacent surrogate halves become a pair.
class text_builder {
public:
  explicit text_builder(scratch& memory) noexcept : memory_(memory) {}
  void append(std::string_view text);
  std::string_view text() const noexcept { return {data_, size_}; }

private:
  scratch& memory_;
  char* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

/// `String.toLowerCase`, locale-independent, special casing included. The result may be `text`.
std::string_view to_lower(std::string_view text, scratch& memory);

/// Bytes of the line end (LF, CR, U+2028, U+2029) that `text` begins with, else 0.
std::size_t leading_line_end(std::string_view text) noexcept;

/// `parseFloat`: the longest decimal prefix after blanks, else NaN.
double parse_float(std::string_view text) noexcept;

/// The number that `key` names as an index: decimal, no leading zeros.
std::optional<std::size_t> array_index(std::string_view key) noexcept;

} // namespace target_sdk::decisioning
