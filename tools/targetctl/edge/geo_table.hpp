// The geo service of the edge, for a few addresses.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <target_sdk/http.hpp>
#include <target_sdk/models/context.hpp>

#include "tools/targetctl/edge/web_messages.hpp"

namespace target_sdk::tools::edge {

/// A geolocation in the notation of the geo service.
struct geo_place {
  std::string_view latitude, longitude, country_code, region_code, city;
};

/// The geolocation of an IPv4 or IPv6 address in the loopback or in a network reserved for
/// documentation. None for any other text.
std::optional<geo_place> find_place(std::string_view address);

/// The address that a request comes from: the first one of `X-Forwarded-For`, else the peer's.
std::string client_address(const web_request& request);

/// `x-forwarded-for` with the address, and `x-geo-...` when its geolocation is known.
http_headers geo_headers(std::string_view address);

/// `given` completed by the geolocation of `address`.
geo located(geo given, std::string_view address);

/// The answer of `GET /v1/geo`: the same as headers and as a JSON object.
web_answer answer_geo(const web_request& request);

} // namespace target_sdk::tools::edge
