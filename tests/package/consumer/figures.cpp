// A program that offers the figures of a client to Prometheus. Exits 0 when all is as it should be.
#include <memory>

#include <prometheus/registry.h>

#include <target_sdk/prometheus.hpp>

int main() {
  const auto client =
    target_sdk::client::create({.client = "acmeclient", .organization_id = "org@AdobeOrg"});
  if (!client)
    return 1;
  const auto collector = target_sdk::metrics_collector(*client);
  if (collector->Collect().empty())
    return 2;
  const auto text = target_sdk::metrics_text(*client, {{"client", "acmeclient"}});
  return text.find("target_sdk_calls_open{client=\"acmeclient\"") != text.npos ? 0 : 3;
}
