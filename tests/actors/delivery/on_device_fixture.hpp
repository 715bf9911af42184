// A client that decides on the device, and the one server that is its CDN, geo service and edge.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include <target_sdk/client.hpp>

#include "actors/shared_slot.hpp"
#include "tests/actors/client_fixture.hpp"

namespace target_sdk::testing {

using namespace std::chrono_literals;
using test_support::recorded_request;
using test_support::reply;

/// An artifact with one mbox for everybody; `content` tells versions apart.
inline std::string artifact_text(const std::string& content, bool geo = false) {
  std::string condition =
    geo ? R"({"==":[{"var":"geo.country"},"CH"]})" : R"({"<=":[0,{"var":"allocation"}]})";
  return R"({"version":"1.0.0","meta":{"clientCode":"acmeclient","environment":"production"},
    "globalMbox":"target-global-mbox","geoTargetingEnabled":)"
         + std::string(geo ? "true" : "false") + R"(,"responseTokens":[],
    "localMboxes":["hero"],"remoteMboxes":["recs"],"localViews":[],"remoteViews":[],
    "rules":{"mboxes":{"hero":[{"ruleKey":"1","activityId":1,"meta":{"activity.id":1},
      "condition":)"
         + condition + R"(,"consequence":{"name":"hero","options":[
        {"type":"json","eventToken":"token1","content":{"version":")"
         + content + R"("}}],"metrics":[]}}]},"views":{}}})";
}

inline delivery_request asking_for(const std::string& mbox) {
  return {.context = context{.channel = channel_type::web, .user_agent = "test"},
          .execute = execute_request{.mboxes = {{.name = mbox}}}};
}

/// Why a call failed, for messages.
template <class T>
std::string reason_of(const result<T>& answer) {
  return answer ? "it did not" : to_string(answer.error());
}

inline std::string version_in(const result<offers>& answer) {
  if (!answer)
    return to_string(answer.error());
  auto& mboxes = answer->response.execute->mboxes;
  if (mboxes.empty() || mboxes[0].options.empty())
    return "nothing";
  return std::string((*mboxes[0].options[0].content)["version"].string_or_empty());
}

/// One server that is CDN, geo service and edge; what it serves can be changed at any time.
struct on_device_fixture {
  std::atomic<int> downloads{0};
  std::atomic<int> lookups{0};
  std::atomic<int> calls{0};
  std::atomic<bool> cdn_down{false};
  detail::shared_slot<std::string> artifact;
  test_support::test_server server;

  on_device_fixture() {
    publish(artifact_text("one"));
    server.set_handler([this](const recorded_request& request) { return answer(request); });
  }

  reply answer(const recorded_request& request) {
    if (request.target.ends_with("/rules.json"))
      return serve_artifact(request);
    if (request.target == "/v1/geo") {
      ++lookups;
      return test_support::json_reply(R"({"x-geo-country-code":"CH","x-geo-city":"Bern"})");
    }
    ++calls;
    return test_support::json_reply(R"({"status":200,"edgeHost":"mboxedge41.tt.omtrdc.net"})");
  }

  reply serve_artifact(const recorded_request& request) {
    ++downloads;
    auto current = artifact.load();
    auto etag = '"' + std::to_string(std::hash<std::string>{}(*current)) + '"';
    if (cdn_down)
      return {.status = 503};
    if (request.header("if-none-match") == etag)
      return {.status = 304};
    auto full = test_support::json_reply(*current);
    full.headers.emplace_back("ETag", etag);
    return full;
  }

  /// What the CDN serves.
  std::string rules() const { return *artifact.load(); }
  void publish(std::string text) {
    artifact.store(std::make_shared<const std::string>(std::move(text)));
  }

  client_options options(decisioning_method method = decisioning_method::on_device) {
    auto all = options_for(server);
    all.decisioning_method = method;
    all.artifact.cdn_base_path = server.authority();
    all.artifact.polling_interval = 0s;
    all.retry.initial_backoff = 1ms;
    all.connect_timeout = 20s; // However busy the machine.
    return all;
  }

  /// For calls and impressions that are not late, however busy the machine.
  client_options unhurried_options() {
    auto all = options();
    all.timeout = 60s;
    return all;
  }

  client_options polling_options() {
    auto all = options();
    all.artifact.polling_interval = 1s;
    all.artifact.unsafe_fast_polling_for_tests = true;
    return all;
  }
};

} // namespace target_sdk::testing
