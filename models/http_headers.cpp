#include <algorithm>

#include <target_sdk/http.hpp>

#include "models/ascii.hpp"

namespace target_sdk {

std::optional<std::string_view> find_header(const http_headers& headers,
                                            std::string_view name) noexcept {
  const auto found = std::find_if(headers.begin(), headers.end(), [name](const auto& field) {
    return detail::equal_ignoring_case(field.first, name);
  });
  return found == headers.end() ? std::nullopt : std::optional<std::string_view>(found->second);
}

} // namespace target_sdk
