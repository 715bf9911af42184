// A program with a gateway and a client of it. Exits 0 when all is as it should be.
#include <target_sdk/client.hpp>
#include <target_sdk/gateway.hpp>

int main() {
  const target_sdk::client_options options{.client = "acmeclient",
                                           .organization_id = "org@AdobeOrg"};
  const auto asked = target_sdk::client::create(options);
  if (!asked)
    return 1;
  auto gateway = target_sdk::serve_gateway(*asked, {});
  if (!gateway)
    return 2;
  const auto client = target_sdk::client::connect(
    {.gateways = {{.host = "127.0.0.1", .port = gateway->port()}}, .client = options});
  if (!client)
    return 3;
  // The gateway says what is wrong with an empty call.
  const auto answer = client->get_offers({}).get();
  return !answer && answer.error().kind == target_sdk::error_kind::invalid_request ? 0 : 4;
}
