// A user's program: built against the installed package only. Exits 0 when all is as it should be.
#include <chrono>
#include <future>
#include <iostream>
#include <string>

#include <caf/all.hpp>

#include "all_headers.hpp" // every installed header, by the test

namespace sdk = target_sdk;

namespace {

int failures = 0;

void expect(bool holds, const std::string& what) {
  if (!holds) {
    std::cerr << "not so: " << what << '\n';
    ++failures;
  }
}

sdk::client_options options_without_server() {
  return {.client = "acmeclient",
          .organization_id = "org@AdobeOrg",
          .server_domain = "127.0.0.1:1",
          .secure = false,
          .retry = {.max_attempts = 1}};
}

sdk::get_offers ask_for_hero() {
  sdk::get_offers call;
  call.request.context.emplace().channel = sdk::channel_type::web;
  call.request.execute.emplace().mboxes = {{.name = "hero"}};
  return call;
}

void values() {
  auto text = sdk::json::parse(R"({"a": [1, 2.5, "three"]})");
  expect(text.has_value(), "JSON is read");
  auto request = sdk::from_json_text<sdk::delivery_request>(R"({"context": {"channel": "web"}})");
  expect(request && sdk::to_json_text(*request).find("web") != std::string::npos,
         "models are read and written");
  expect(!sdk::validate(sdk::client_options{}), "options without a client code are refused");
  auto compiled = sdk::compile_artifact("{}", sdk::artifact_format::json, "org@AdobeOrg");
  expect(!compiled && compiled.error().kind == sdk::error_kind::malformed_response,
         "an artifact without version is refused");
}

void facade() {
  auto client = sdk::client::create(options_without_server());
  expect(client.has_value(), "a client with its own actor system starts");
  expect(client->ready().get().has_value(), "the client gets ready");

  std::promise<sdk::error_kind> told;
  client->get_offers(ask_for_hero()).then([&](sdk::result<sdk::offers> answer) {
    told.set_value(answer ? sdk::error_kind::not_ready : answer.error().kind);
  });
  expect(told.get_future().get() == sdk::error_kind::transport,
         "nobody listens: a transport error");
}

void messages() {
  caf::actor_system_config config;
  sdk::tune_for_short_calls(config);
  sdk::init(config);
  caf::actor_system system(config);
  auto client = sdk::client::create(system, options_without_server());
  expect(client.has_value(), "a client in the caller's actor system starts");
  caf::scoped_actor self(system);
  const auto answer = sdk::ask(self, client->actors().delivery, ask_for_hero());
  expect(!answer && answer.error().kind == sdk::error_kind::transport, "the same error by message");
}

} // namespace

int main() {
  values();
  facade();
  messages();
  if (failures == 0)
    std::cout << "target_sdk " << TARGET_SDK_VERSION << " as installed works\n";
  return failures;
}
