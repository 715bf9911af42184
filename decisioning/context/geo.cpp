// The visitor's geolocation (Target: on-device decisioning).
#include <algorithm>
#include <cmath>
#include <string>

#include <arpa/inet.h>

#include <target_sdk/decisioning.hpp>

#include "decisioning/values/js_string.hpp"
#include "decisioning/values/value.hpp"
#include "models/js_blanks.hpp"

namespace target_sdk {
namespace {

using decisioning::value;

constexpr std::string_view unknown_address = "unknownIpAddress";

bool is_ip_address(std::string_view text) {
  if (text.find_first_of("\r\n") != std::string_view::npos)
    return false;
  std::string address(detail::trim_js(text));
  if (address.find('\0') != std::string::npos)
    return false;
  in6_addr parsed;
  if (inet_pton(AF_INET, address.c_str(), &parsed) == 1)
    return true;
  // A zone is at least one character behind the percent sign.
  const auto zone = address.find('%');
  if (zone != std::string::npos && zone + 1 == address.size())
    return false;
  return inet_pton(AF_INET6, address.substr(0, zone).c_str(), &parsed) == 1;
}

bool names_a_place(const geo& given) noexcept {
  return given.latitude || given.longitude || given.country_code || given.state_code || given.city;
}

const geo* geo_of(const delivery_request& request) noexcept {
  return request.context && request.context->geo ? &*request.context->geo : nullptr;
}

// The member of the body, else the header; null and empty ones are ignored.
std::optional<value> answered(json_view body, const http_headers& headers, std::string_view name) {
  if (const auto member = body.find(name);
      member && !member->is_null() && member->as_string() != "")
    return value::from_json(*member);
  const auto header = find_header(headers, name);
  if (!header || header->empty())
    return std::nullopt;
  return value(*header);
}

void put(std::optional<std::string>& member, const std::optional<value>& answer) {
  decisioning::scratch memory;
  if (answer)
    member = std::string(to_text(*answer, memory));
}

void put(std::optional<double>& member, const std::optional<value>& answer) {
  if (!answer)
    return;
  decisioning::scratch memory;
  const auto number = decisioning::parse_float(to_text(*answer, memory));
  if (!std::isnan(number))
    member = number;
}

} // namespace

std::optional<geo_lookup> geo_lookup_needed(const compiled_artifact& artifact,
                                            const delivery_request& request) {
  const auto* const given = geo_of(request);
  if (!artifact.geo_targeting_enabled() || given == nullptr || !given->ip_address
      || names_a_place(*given))
    return std::nullopt;
  if (*given->ip_address == unknown_address)
    return geo_lookup{};
  if (!is_ip_address(*given->ip_address))
    return std::nullopt;
  return geo_lookup{given->ip_address};
}

geo decided_geo(const delivery_request& request) {
  const auto* const given = geo_of(request);
  if (given == nullptr)
    return {};
  auto place = *given;
  if (place.ip_address && !is_ip_address(*place.ip_address))
    place.ip_address.reset();
  return place;
}

geo apply_geo_answer(geo given, json_view body, const http_headers& headers) {
  put(given.latitude, answered(body, headers, "x-geo-latitude"));
  put(given.longitude, answered(body, headers, "x-geo-longitude"));
  put(given.country_code, answered(body, headers, "x-geo-country-code"));
  put(given.state_code, answered(body, headers, "x-geo-region-code"));
  put(given.city, answered(body, headers, "x-geo-city"));
  put(given.ip_address, answered(body, headers, "x-forwarded-for"));
  return given;
}

} // namespace target_sdk
