#include "tools/targetctl/edge/request_target.hpp"

#include <algorithm>

#include <target_sdk/cookies.hpp>

#include "models/url_parts.hpp"

namespace target_sdk::tools::edge {
namespace {

// A proxy is asked for whole URLs; what is asked for is behind scheme and host.
std::string_view origin_form(std::string_view target) noexcept {
  const auto parts = detail::split_url(target);
  if (parts.scheme.empty())
    return target;
  target.remove_prefix(parts.origin.size());
  return parts.path.empty() ? std::string_view("/") : target;
}

} // namespace

std::optional<std::string_view> request_target::find(std::string_view name) const noexcept {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const auto& parameter) { return parameter.first == name; });
  if (found == parameters.end() || found->second.empty())
    return std::nullopt;
  return found->second;
}

result<request_target> parse_target(std::string_view target) {
  request_target parsed{.path = std::string(path_of(target))};
  const auto whole = origin_form(target);
  auto query = whole.substr(std::min(parsed.path.size() + 1, whole.size()));
  while (!query.empty()) {
    const auto parameter = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(parameter.size() + 1, query.size()));
    const auto equals = std::min(parameter.find('='), parameter.size());
    auto name = percent_decode(parameter.substr(0, equals));
    auto value = percent_decode(parameter.substr(std::min(equals + 1, parameter.size())));
    if (!name || !value)
      return fail(error_kind::invalid_request,
                  "query parameter " + name.value_or("") + ": broken percent-encoding");
    parsed.parameters.emplace_back(std::move(*name), std::move(*value));
  }
  return parsed;
}

std::string_view path_of(std::string_view target) noexcept {
  const auto whole = origin_form(target);
  return whole.substr(0, whole.find('?'));
}

} // namespace target_sdk::tools::edge
