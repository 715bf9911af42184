#include "tools/targetctl/table_text.hpp"

#include <algorithm>

namespace target_sdk::tools {
namespace {

bool continues_character(char c) noexcept {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// In UTF-8; the second block of control characters, U+0080 to U+009F, takes two bytes.
std::size_t control_size(std::string_view text) noexcept {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x20 || first == 0x7F)
    return 1;
  const bool is_second_block =
    first == 0xC2 && text.size() > 1 && static_cast<unsigned char>(text[1]) < 0xA0;
  return is_second_block ? 2 : 0;
}

} // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto size = control_size(text);
    out += size > 0 ? '?' : text[0];
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return out;
}

std::string cell(std::string_view text, std::size_t width) {
  auto out = printable(text);
  auto length = static_cast<std::size_t>(
    std::count_if(out.begin(), out.end(), [](char c) { return !continues_character(c); }));
  if (length > width) {
    for (; length > width - 2; --length) {
      while (out.size() > 1 && continues_character(out.back()))
        out.pop_back();
      out.pop_back();
    }
    out += "..";
    length += 2;
  }
  return out.append(width - length, ' ');
}

} // namespace target_sdk::tools
