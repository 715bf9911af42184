#include <target_sdk/http.hpp>

#include <algorithm>

namespace target_sdk {

std::optional<std::string_view> find_header(const http_headers& headers, std::string_view name) noexcept {
  auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  auto same = [&](char lhs, char rhs) { return lower(lhs) == lower(rhs); };
  for (auto& [key, value] : headers)
    if (std::equal(key.begin(), key.end(), name.begin(), name.end(), same))
      return value;
  return std::nullopt;
}

} // namespace target_sdk
