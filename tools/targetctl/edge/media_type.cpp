#include "tools/targetctl/edge/media_type.hpp"

#include <algorithm>
#include <string_view>

#include "models/ascii.hpp"

namespace target_sdk::tools::edge {
namespace {

// In lower case, without blanks and quotes: `application/json;charset=utf-8`.
std::string normalized(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != ' ' && c != '\t' && c != '"')
      out += detail::to_lower(c);
  return out;
}

bool is_json(const std::string& type) {
  const std::string_view name = std::string_view(type).substr(0, type.find(';'));
  return name == "application/json" || name == "text/plain";
}

bool is_utf8(const std::string& type) {
  const auto at = type.find(";charset=");
  if (at == std::string::npos)
    return true;
  const auto name = std::string_view(type).substr(at + std::string_view(";charset=").size());
  return name.substr(0, name.find(';')) == "utf-8";
}

} // namespace

std::optional<std::string> find_refused_media_type(const http_headers& headers) {
  if (const auto given = find_header(headers, "Content-Type")) {
    const auto type = normalized(*given);
    if (!is_json(type))
      return "Content-Type: expected application/json";
    if (!is_utf8(type))
      return "Content-Type: expected the charset UTF-8";
  }
  const auto coding = find_header(headers, "Content-Encoding");
  if (coding && normalized(*coding) != "identity")
    return "Content-Encoding: compressed bodies are not read";
  return std::nullopt;
}

} // namespace target_sdk::tools::edge
