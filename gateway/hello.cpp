#include "gateway/hello.hpp"

#include <limits>

#include <target_sdk/json.hpp>

#include "delivery/visitor_state.hpp"

namespace target_sdk::detail {

std::string to_text(const hello& from) {
  return json::object({{"target_sdk", json("gateway")},
                       {"version", json(static_cast<std::int64_t>(from.version))},
                       {"client", json(from.client)},
                       {"organizationId", json(from.organization_id)},
                       {"draining", json(from.is_draining)}})
    .dump();
}

result<hello> read_hello(const std::string& text) {
  const auto value = json::parse(text);
  const auto version = value ? (*value)["version"].as_int64() : std::nullopt;
  if (!version || *version < 0 || *version > std::numeric_limits<std::uint32_t>::max()
      || (*value)["target_sdk"].string_or_empty() != "gateway")
    return fail(error_kind::malformed_response, "this is no gateway");
  return hello{.version = static_cast<std::uint32_t>(*version),
               .client = std::string((*value)["client"].string_or_empty()),
               .organization_id = std::string((*value)["organizationId"].string_or_empty()),
               .is_draining = (*value)["draining"].as_bool().value_or(false)};
}

result<void> match(const hello& own, const hello& other) {
  if (own.version != other.version)
    return fail(error_kind::invalid_configuration,
                "it speaks version " + std::to_string(other.version)
                  + " of the gateway protocol, this side version " + std::to_string(own.version));
  if (own.client != other.client)
    return fail(error_kind::invalid_configuration, "client: it is of another client code");
  if (delivery::full_organization_id(own.organization_id)
      != delivery::full_organization_id(other.organization_id))
    return fail(error_kind::invalid_configuration, "organization_id: it is of another one");
  return {};
}

} // namespace target_sdk::detail
