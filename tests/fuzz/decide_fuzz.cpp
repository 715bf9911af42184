// A decision on rules that look at everything a browser sends: URL, referrer, user agent, client
// hints, addresses, parameters, between NUL bytes.
#include <memory>

#include <target_sdk/decisioning.hpp>
#include <target_sdk/models/serialization.hpp>

#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace target_sdk;
using fuzz::require;

std::shared_ptr<const compiled_artifact> rules() {
  constexpr std::string_view text = R"({"version":"1.0.0","geoTargetingEnabled":true,
    "responseTokens":["geo.city","activity.id"],"localMboxes":["m"],"rules":{"views":{},"mboxes":{"m":[
    {"ruleKey":"1","meta":{"activity.id":1},"condition":{"or":[
      {"==":[{"var":"page.domain"},{"var":"referring.domain_lc"}]},
      {"==":[{"var":"page.topLevelDomain"},"com"]},{"==":[{"var":"referring.subdomain"},"shop"]},
      {"in":["x",{"var":"page.path_lc"}]},{"in":[{"var":"page.query"},{"var":"referring.url_lc"}]},
      {"<":[{"var":"page.fragment"},{"var":"page.fragment_lc"}]},
      {"==":[{"substr":[{"var":"page.url"},2,-2]},{"substr":[{"var":"referring.url"},-5,3]}]},
      {"and":[{"==":[{"var":"user.browserType"},"chrome"]},{">":[{"var":"user.browserVersion"},90]}]},
      {"==":[{"var":"user.platform"},"linux"]},{"==":[{"var":"geo.city"},"Bern"]},
      {"==":[{"var":"mbox.a.b"},{"cat":[{"var":"mbox.a.b_lc"},{"var":"page.url.3"}]}]},
      {">":[{"+":[{"var":"mbox.n"},{"var":"mbox.n_lc"}]},{"var":"page.url.length"}]}]},
     "consequence":{"name":"m","options":[{"type":"html","eventToken":"t","content":"${user.a} ${mbox.n} ${a.b}"}],
     "metrics":[]}},
    {"ruleKey":"2","meta":{"activity.id":2},"condition":{"<":[{"var":"allocation"},50]},
     "consequence":{"name":"m","options":[{"type":"html","content":"half"}],"metrics":[]}}]}}})";
  auto compiled = compile_artifact(std::string(text), artifact_format::json, {});
  require(compiled.has_value(), "the rules compile");
  return *compiled;
}

enum part {
  url,
  referring_url,
  user_agent,
  brands,
  platform,
  ip_address,
  city,
  tnt_id,
  key,
  text,
  count
};

delivery_request request_of(std::vector<std::string> parts) {
  delivery_request made;
  made.id = visitor_id{.tnt_id = std::move(parts[tnt_id])};
  made.trace.emplace();
  auto& context = made.context.emplace();
  context.address = address{.url = parts[url], .referring_url = std::move(parts[referring_url])};
  context.user_agent = std::move(parts[user_agent]);
  context.client_hints = client_hints{.platform = std::move(parts[platform]),
                                      .browser_ua_with_full_version = std::move(parts[brands])};
  context.geo = geo{.ip_address = std::move(parts[ip_address]), .city = std::move(parts[city])};
  auto& mbox = made.execute.emplace().mboxes.emplace_back();
  mbox.name = "m";
  mbox.parameters = json::object({{parts[key], json(parts[text])}, {"n", json(parts[url])}});
  return made;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto& artifact = *new auto(rules());
  const auto request = request_of(fuzz::parts(data, size, part::count));
  geo_lookup_needed(*artifact, request);
  const auto made =
    decide(artifact, request, {.client = "acme"},
           {.now_ms = 1'600'000'000'000, .random = [] { return std::uint64_t{7}; }});
  require(made.response.status == 200, "all is decided");
  require(json::parse(to_json_text(made.response)).has_value(), "the answer is JSON");
  require(json::parse(to_json_text(impression_request(request, made))).has_value(),
          "what is reported is JSON");
  return 0;
}
