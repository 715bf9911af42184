#include "tools/targetctl/edge/geo_table.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <arpa/inet.h>

#include <target_sdk/decisioning.hpp>
#include <target_sdk/json.hpp>

#include "models/ascii.hpp"
#include "tools/targetctl/edge/json_answers.hpp"

namespace target_sdk::tools::edge {
namespace {

// IPv4 addresses in their IPv6-mapped form.
using address_bytes = std::array<unsigned char, 16>;

struct network {
  const char* address;
  unsigned prefix; ///< Bits of the IPv6 form.
  geo_place place;
};

constexpr unsigned mapped = 96;

constexpr geo_place san_jose = {"37.3382", "-121.8863", "US", "CA", "SAN JOSE"};

constexpr network networks[] = {
  {"127.0.0.0", mapped + 8, san_jose},
  {"::1", 128, san_jose},
  {"192.0.2.0", mapped + 24, {"40.7128", "-74.0060", "US", "NY", "NEW YORK"}},
  {"198.51.100.0", mapped + 24, {"47.3769", "8.5417", "CH", "ZH", "ZURICH"}},
  {"203.0.113.0", mapped + 24, {"35.6895", "139.6917", "JP", "13", "TOKYO"}},
  {"2001:db8::", 32, {"51.5074", "-0.1278", "GB", "ENG", "LONDON"}},
};

std::optional<address_bytes> read_address(std::string_view text) {
  const std::string address(detail::trim_http(text.substr(0, text.find('%'))));
  address_bytes bytes{};
  if (inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1)
    return bytes;
  bytes[10] = bytes[11] = 0xFF;
  if (inet_pton(AF_INET, address.c_str(), bytes.data() + 12) == 1)
    return bytes;
  return std::nullopt;
}

bool contains(const network& where, const address_bytes& address) {
  const auto start = read_address(where.address);
  const auto whole = where.prefix / 8;
  const auto rest = where.prefix % 8;
  return std::memcmp(start->data(), address.data(), whole) == 0
         && (rest == 0 || ((*start)[whole] ^ address[whole]) >> (8 - rest) == 0);
}

} // namespace

std::optional<geo_place> find_place(std::string_view address) {
  const auto bytes = read_address(address);
  if (!bytes)
    return std::nullopt;
  const auto* const found =
    std::find_if(std::begin(networks), std::end(networks),
                 [&](const network& candidate) { return contains(candidate, *bytes); });
  return found == std::end(networks) ? std::nullopt : std::optional(found->place);
}

std::string client_address(const web_request& request) {
  const auto forwarded = find_header(request.headers, "X-Forwarded-For").value_or("");
  const auto first = detail::trim_http(forwarded.substr(0, forwarded.find(',')));
  return first.empty() ? request.peer : std::string(first);
}

http_headers geo_headers(std::string_view address) {
  http_headers headers = {{"x-forwarded-for", std::string(address)}};
  if (const auto place = find_place(address)) {
    headers.emplace_back("x-geo-latitude", place->latitude);
    headers.emplace_back("x-geo-longitude", place->longitude);
    headers.emplace_back("x-geo-country-code", place->country_code);
    headers.emplace_back("x-geo-region-code", place->region_code);
    headers.emplace_back("x-geo-city", place->city);
  }
  return headers;
}

geo located(geo given, std::string_view address) {
  return apply_geo_answer(std::move(given), json_view(), geo_headers(address));
}

web_answer answer_geo(const web_request& request) {
  auto headers = geo_headers(client_address(request));
  auto body = json_builder::object();
  for (const auto& [name, value] : headers)
    body.set(name, std::string_view(value));
  auto answer = json_answer(200, std::move(body).build().dump());
  answer.headers.insert(answer.headers.end(), headers.begin(), headers.end());
  return answer;
}

} // namespace target_sdk::tools::edge
