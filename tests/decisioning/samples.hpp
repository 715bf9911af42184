// Artifacts and requests for tests, written as JSON; quotes may be single.
#pragma once

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include <target_sdk/decisioning.hpp>
#include <target_sdk/models/serialization.hpp>

namespace samples {

using namespace target_sdk;

/// JSON text with single quotes for double ones.
inline std::string quoted(std::string text) {
  std::replace(text.begin(), text.end(), '\'', '"');
  return text;
}

inline json value(std::string text) {
  auto parsed = json::parse(quoted(std::move(text)));
  BOOST_REQUIRE_MESSAGE(parsed.has_value(), (parsed ? "" : parsed.error().message));
  return *parsed;
}

inline std::shared_ptr<const compiled_artifact> compiled(std::string text) {
  auto artifact = compile_artifact(value(std::move(text)));
  BOOST_REQUIRE_MESSAGE(artifact.has_value(), (artifact ? "" : artifact.error().message));
  return *artifact;
}

inline delivery_request request(std::string text) {
  auto read = from_json<delivery_request>(value(std::move(text)));
  BOOST_REQUIRE_MESSAGE(read.has_value(), (read ? "" : read.error().message));
  return *read;
}

/// Draws 1, 2, 3, ...
inline random_source counting() {
  return [next = std::uint64_t{0}]() mutable { return ++next; };
}

/// An artifact around the members of `rules.mboxes` and `rules.views`.
inline std::string artifact_text(const std::string& mboxes, const std::string& views = "",
                                 const std::string& more = "") {
  return "{'version':'1.0.0','meta':{'clientCode':'acme','environment':'production'},"
         "'localMboxes':['hero','footer','target-global-mbox'],'localViews':['home','cart'],"
         + more + "'rules':{'mboxes':{" + mboxes + "},'views':{" + views + "}}}";
}

struct rule_text {
  std::string key = "1";
  std::string activity = "100";
  std::string condition = "true";
  std::string name = "hero";
  std::string options = "{'type':'html','eventToken':'t1','content':'one'}";
  std::string metrics = "";
  std::string meta = "";
  std::string more = "";

  std::string operator()() const {
    return "{'ruleKey':'" + key + "','activityId':" + activity
           + ",'meta':{'activity.id':" + activity + ",'activity.name':'A" + activity
           + "','activity.type':'ab','experience.id':0" + meta + "},'condition':" + condition + more
           + ",'consequence':{'name':'" + name + "','options':[" + options + "],'metrics':["
           + metrics + "]}}";
  }
};

/// Decides with a fixed clock and random source; client `acme`.
inline decision decided(const std::shared_ptr<const compiled_artifact>& artifact,
                        const delivery_request& request, decide_settings settings = {},
                        decide_call call = {}) {
  settings.client = "acme";
  if (call.now_ms == 0)
    call.now_ms = 1'585'098'300'000;
  call.random = counting();
  return decide(artifact, request, settings, call);
}

/// The response without status, ids and client, as JSON text.
inline std::string answer_text(const decision& made) {
  auto response = made.response;
  response.status.reset();
  response.request_id.reset();
  response.id.reset();
  response.client.reset();
  return to_json_text(response);
}

/// Compares JSON values; both texts may have single quotes.
inline void check_json(const std::string& actual, std::string expected) {
  const auto left = value(actual);
  const auto right = value(std::move(expected));
  BOOST_CHECK_MESSAGE(left == right, "got      " << left.dump() << "\nexpected " << right.dump());
}

} // namespace samples
