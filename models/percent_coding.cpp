#include "models/percent_coding.hpp"

#include <algorithm>
#include <array>

#include <target_sdk/cookies.hpp>

#include "models/ascii.hpp"
#include "models/utf8.hpp"

namespace target_sdk {
namespace {

constexpr std::array<bool, 256> unreserved = [] {
  std::array<bool, 256> table{};
  for (char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                 "-_.!~*'()"))
    table[static_cast<unsigned char>(c)] = true;
  return table;
}();

} // namespace

void detail::append_percent_encoded(std::string& out, std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  for (;;) {
    const auto* const end = text.data() + text.size();
    const auto* const at = std::find_if(
      text.data(), end, [](char c) { return !unreserved[static_cast<unsigned char>(c)]; });
    out.append(text.data(), at);
    if (at == end)
      return;
    auto byte = static_cast<unsigned char>(*at);
    out.append({'%', digits[byte >> 4], digits[byte & 0xF]});
    text = {at + 1, end};
  }
}

std::string percent_encode(std::string_view text) {
  std::string encoded;
  encoded.reserve(text.size() + text.size() / 4);
  detail::append_percent_encoded(encoded, text);
  return encoded;
}

std::string detail::percent_decode_leniently(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      decoded += text[at];
      continue;
    }
    auto digits = text.substr(at + 1, 2);
    int high = digits.size() == 2 ? detail::hex_value(digits[0]) : -1;
    int low = digits.size() == 2 ? detail::hex_value(digits[1]) : -1;
    if (high < 0 || low < 0) {
      decoded += '\xFF';
      continue;
    }
    decoded += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return decoded;
}

std::optional<std::string> percent_decode(std::string_view text) {
  auto decoded = detail::percent_decode_leniently(text);
  if (!detail::is_utf8(decoded))
    return std::nullopt;
  return decoded;
}

} // namespace target_sdk
