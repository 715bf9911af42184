#include "html_template.hpp"

#include <algorithm>

namespace storefront {

std::string escape_html(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  for (const char c : text) {
    switch (c) {
    case '&': safe += "&amp;"; break;
    case '<': safe += "&lt;"; break;
    case '>': safe += "&gt;"; break;
    case '"': safe += "&quot;"; break;
    case '\'': safe += "&#39;"; break;
    default: safe += c;
    }
  }
  return safe;
}

target_sdk::result<html_template> html_template::parse(std::string_view text) {
  html_template result;
  while (!text.empty()) {
    const auto open = std::min(text.find("{{"), text.size());
    result.pieces_.push_back({piece_kind::literal, std::string(text.substr(0, open))});
    text.remove_prefix(open);
    if (text.empty())
      break;
    const bool is_html = text.starts_with("{{{");
    const std::size_t braces = is_html ? 3 : 2;
    const auto close = text.find(is_html ? "}}}" : "}}");
    if (close == std::string_view::npos)
      return target_sdk::fail(target_sdk::error_kind::invalid_configuration,
                              "braces that are not closed: " + std::string(text.substr(0, 40)));
    result.pieces_.push_back({is_html ? piece_kind::html : piece_kind::text,
                              std::string(text.substr(braces, close - braces))});
    text.remove_prefix(close + braces);
  }
  return result;
}

std::string html_template::fill(values given) const {
  std::string filled;
  for (const auto& part : pieces_) {
    if (part.kind == piece_kind::literal) {
      filled += part.text;
      continue;
    }
    const auto* const value = std::find_if(
      given.begin(), given.end(), [&](const auto& each) { return each.first == part.text; });
    if (value != given.end())
      filled +=
        part.kind == piece_kind::html ? std::string(value->second) : escape_html(value->second);
  }
  return filled;
}

} // namespace storefront
