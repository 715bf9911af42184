// A call with a span around it, and the span of the call below it, printed on standard output.
//
//   targetctl edge --artifact examples/artifacts/shop.json --listen 127.0.0.1:8080 &
//   opentelemetry_spans 127.0.0.1:8080
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include <opentelemetry/exporters/ostream/span_exporter.h>
#include <opentelemetry/sdk/trace/simple_processor.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/scope.h>

#include <target_sdk/client.hpp>
#include <target_sdk/metrics.hpp>

#include "call_spans.hpp"

namespace sdk = opentelemetry::sdk::trace;

int main(int count, char** arguments) {
  auto exporter = std::make_unique<opentelemetry::exporter::trace::OStreamSpanExporter>();
  auto processor = std::make_unique<sdk::SimpleSpanProcessor>(std::move(exporter));
  sdk::TracerProvider provider(std::move(processor));
  const auto tracer = provider.GetTracer("shop");

  target_sdk::client_options options{.client = "acmeclient",
                                     .organization_id = "1234567890ABCDEF12345678@AdobeOrg"};
  if (count > 1) {
    options.server_domain = arguments[1];
    options.secure = false;
  }
  auto client = target_sdk::client::create(options);
  if (!client) {
    std::cerr << to_string(client.error()) << '\n';
    return 1;
  }
  call_spans::record(*client, tracer);

  const auto page = tracer->StartSpan("GET /");
  target_sdk::get_offers call;
  call.request.context = target_sdk::context{.channel = target_sdk::channel_type::web};
  call.request.execute = target_sdk::execute_request{.mboxes = {{.name = "hero"}}};
  call.trace = call_spans::context_of(page->GetContext());
  const auto offers = client->get_offers(call).get();
  page->End();
  client->close(); // Calls that have finished are told before it ends.
  std::cout << (offers ? "answered" : to_string(offers.error())) << '\n';
  return offers ? 0 : 1;
}
