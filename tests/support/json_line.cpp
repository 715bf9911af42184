#include "tests/support/json_line.hpp"

#include <map>
#include <string_view>

namespace target_sdk::test_support {

namespace {

std::string quoted(std::string_view text) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string result = "\"";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      result.append({'\\', c});
    else if (code < 0x20)
      result.append("\\u00").append({digits[code >> 4U], digits[code & 15U]});
    else
      result += c;
  }
  return result += '"';
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (auto& c : result)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return result;
}

}  // namespace

std::string to_json_line(const recorded_request& request) {
  std::map<std::string, std::string> joined;
  for (const auto& [name, value] : request.headers) {
    const auto [at, is_new] = joined.try_emplace(lower(name), value);
    if (!is_new)
      at->second.append(", ").append(value);
  }
  std::string headers;
  for (const auto& [name, value] : joined)
    headers += (headers.empty() ? "" : ",") + quoted(name) + ':' + quoted(value);
  return "{\"method\":" + quoted(request.method) + ",\"target\":" + quoted(request.target) +
         ",\"headers\":{" + headers + "},\"body\":" + quoted(request.body) + "}\n";
}

}  // namespace target_sdk::test_support
