// Where some addresses are: the geo service of the edge.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <target_sdk/http.hpp>
#include <target_sdk/models/context.hpp>

#include "tools/targetctl/edge/web_messages.hpp"

namespace target_sdk::tools::edge {

/// A place, as the geo service writes it.
struct geo_place {
  std::string_view latitude, longitude, country_code, region_code, city;
};

/// The place of an IPv4 or IPv6 address: those of the networks set aside for documentation and of
/// the loopback are known. None for any other address, and for what is no address.
std::optional<geo_place> find_place(std::string_view address);

/// The address that a request comes from: the first one of `X-Forwarded-For`, else the peer's.
std::string client_address(const web_request& request);

/// `x-forwarded-for` with the address, and `x-geo-...` when its place is known.
http_headers geo_headers(std::string_view address);

/// `given` completed by the place of `address`.
geo located(geo given, std::string_view address);

/// The answer of `GET /v1/geo`: the same as headers and as a JSON object.
web_answer answer_geo(const web_request& request);

} // namespace target_sdk::tools::edge
