#include "delivery/query.hpp"

#include <target_sdk/cookies.hpp>

namespace target_sdk::delivery {

query_parameters read_query(std::string_view url) {
  query_parameters parameters;
  url = url.substr(0, url.find('#'));
  const auto start = url.find('?');
  auto rest = start == std::string_view::npos ? std::string_view() : url.substr(start + 1);
  while (!rest.empty()) {
    const auto end = rest.find('&');
    const auto part = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    const auto equals = part.find('=');
    auto name = percent_decode(part.substr(0, equals));
    auto value = percent_decode(equals == std::string_view::npos ? std::string_view()
                                                                 : part.substr(equals + 1));
    if (name && !name->empty() && value)
      parameters.emplace_back(std::move(*name), std::move(*value));
  }
  return parameters;
}

std::optional<std::string_view> find_parameter(const query_parameters& parameters,
                                               std::string_view name) noexcept {
  for (const auto& [key, value] : parameters)
    if (key == name)
      return value;
  return std::nullopt;
}

} // namespace target_sdk::delivery
