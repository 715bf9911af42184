// Requests that nobody should send, through a client: each is decided, or refused with a reason.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <functional>
#include <iostream>
#include <limits>
#include <utility>
#include <vector>

#include <target_sdk/client.hpp>

#include "tests/actors/delivery/on_device_fixture.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/sanitizers.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::eventually;

namespace {

/// Looks at all that a request can carry before the last rule takes everybody.
std::string curious_artifact() {
  auto rule = [](const std::string& condition, const std::string& content) {
    return R"({"ruleKey":"1","activityId":1,"meta":{"activity.id":1,"activity.name":"A"},"condition":)"
           + condition + R"(,"consequence":{"name":"hero","options":[{"type":"html",)"
           + R"("eventToken":"token1","content":")" + content + R"("}],"metrics":[]}})";
  };
  std::string rules;
  for (const std::string variable :
       {"mbox.a", "mbox.a.b_lc", "mbox.list", "page.url_lc", "page.domain", "page.subdomain_lc",
        "page.fragment", "referring.query_lc", "user.browserType", "user.browserVersion",
        "user.platform", "geo.city", "geo.latitude", "allocation"})
    rules += rule(R"({"and":[{"in":["no such text",{"var":")" + variable + R"("}]},{"<":[{"var":")"
                    + variable + R"("},-1]}]})",
                  "never")
             + ",";
  rules += rule("true", "${name} ${index} ${a} ${a.b} ${list} ${activity.name}");
  return R"({"version":"1.0.0","meta":{"clientCode":"acmeclient"},"geoTargetingEnabled":true,
    "responseTokens":["activity.id","geo.city"],"localMboxes":["hero"],"remoteMboxes":["recs"],
    "localViews":["home"],"remoteViews":[],"rules":{"mboxes":{"hero":[)"
         + rules + R"(]},"views":{"home":[)" + rules + "]}}}";
}

std::string repeated(const std::string& text, std::size_t size) {
  std::string all;
  all.reserve(size + text.size());
  while (all.size() < size)
    all += text;
  return all;
}

json nested(std::size_t depth) {
  return *json::parse(std::string(depth, '[') + std::string(depth, ']'));
}

const std::string invalid_utf8 = "\xC3\x28\xFF\xED\xA0\x80\xF0\x9F";
const std::string nul_text("nul\0inside\0", 11);
/// ThreadSanitizer watches every byte.
const auto big_size = std::size_t{test_support::has_thread_sanitizer() ? 500'000u : 10'000'000u};
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

struct hostile_call {
  std::string name;
  std::function<void(get_offers&)> change;
  std::string error = {}; ///< Expected in the message; empty: it is decided.
};

std::ostream& operator<<(std::ostream& out, const hostile_call& call) {
  return out << call.name;
}

mbox_request& hero(get_offers& call) {
  return call.request.execute->mboxes[0];
}

/// The same text wherever a request takes one.
void fill_with(get_offers& call, const std::string& text) {
  auto& request = call.request;
  request.request_id = text;
  request.impression_id = text;
  request.id = visitor_id{.tnt_id = text, .third_party_id = text};
  request.id->customer_ids.push_back({.id = text, .integration_code = text});
  request.property = property{.token = text};
  request.trace = trace{.authorization_token = text};
  auto& context = *request.context;
  context.user_agent = text;
  context.address = address{.url = text, .referring_url = "https://" + text};
  context.geo = geo{.ip_address = text, .country_code = text, .city = text};
  context.client_hints = client_hints{.platform = text, .browser_ua_with_full_version = text};
  hero(call).address = address{.url = "//" + text + "?" + text + "#" + text};
  hero(call).parameters = json::object({{"a.b", json(text)}, {text, json(text)}});
  call.request.prefetch = prefetch_request{.views = {{.name = text, .key = text}}};
  call.visit = {.target_cookie = text,
                .visitor_cookie = text,
                .target_location_hint = text,
                .consumer_id = text,
                .customer_ids = {{.id = text, .integration_code = text}},
                .session_id = text};
}

hostile_call filled(std::string name, std::string text) {
  return {std::move(name), [text = std::move(text)](get_offers& call) { fill_with(call, text); }};
}

hostile_call url(std::string text) {
  auto name = "URL " + text;
  return {std::move(name), [text = std::move(text)](get_offers& call) {
            call.request.context->address = address{.url = text, .referring_url = text};
          }};
}

hostile_call parameters(std::string name, json value) {
  return {std::move(name),
          [value = std::move(value)](get_offers& call) { hero(call).parameters = value; }};
}

std::vector<hostile_call> hostile_calls() {
  return {
    {"nothing at all", [](get_offers& call) { call.request = {}; }, "Request object is required"},
    {"an empty list of mboxes", [](get_offers& call) { call.request.execute->mboxes.emplace(); },
     "Either pageLoad or mboxes is required in execute"},
    {"an empty list of views",
     [](get_offers& call) { call.request.prefetch.emplace().views.emplace(); },
     "Either views, pageLoad or mboxes is required in prefetch"},
    {"no execute and no prefetch", [](get_offers& call) { call.request.execute.reset(); }},
    filled("NUL bytes everywhere", nul_text),
    filled("invalid UTF-8 everywhere", invalid_utf8),
    filled("line ends everywhere", "x\r\nX-Evil: 1\r\n\r\n"),
    filled("macros everywhere", "${name}${${a}}${"),
    filled("JSON everywhere", R"("},{"id":[)"),
    filled("a megabyte everywhere", repeated("version/1.2 ", 1'000'000)),
    {"a user agent of 10 MB",
     [](get_offers& call) { call.request.context->user_agent = repeated("chrome/", big_size); }},
    {"a URL of 10 MB",
     [](get_offers& call) {
       call.request.context->address = address{.url = repeated("https://a.b@c:1/?#", big_size)};
     }},
    {"a host of a million labels",
     [](get_offers& call) {
       call.request.context->address =
         address{.url = "https://" + repeated("a.", 2'000'000) + "uk"};
     }},
    parameters("a parameter of 10 MB", json::object({{"a", json(repeated("\xC3\x89", big_size))}})),
    parameters("a name of a megabyte", json::object({{repeated("a.", 1'000'000) + "b", json(1)}})),
    parameters("deep lists", json::object({{"a", nested(max_json_depth / 2)}})),
    {"deep names, many names, and a trace",
     [](get_offers& call) {
       auto names = json_builder::object();
       for (int number = 0; number < 50'000; ++number)
         names.set("p" + std::to_string(number), "X");
       names.set(repeated("deep.", 100'000) + "end", "X");
       hero(call).parameters = std::move(names).build();
       call.request.trace = trace{};
     }},
    parameters("a deep name", json::object({{repeated("a.", 2000) + "b", json("X")}})),
    parameters("a list", json::array({json(1), json("a")})),
    parameters("a text", json("a")),
    parameters("a number", json(1e308)),
    parameters("null", json()),
    parameters(
      "names of dots",
      *json::parse(R"({"":1,".":2,"..":3,"a.":4,".a":5,"a..b":6,"a":7,"a.b":8,"a.b.c":9})")),
    parameters("names of JavaScript",
               *json::parse(R"({"__proto__":{"x":1},"__proto__.y":1,"constructor.prototype":2,
                                "toString":3,"length":-1,"hasOwnProperty":null})")),
    parameters("extreme numbers",
               *json::parse(R"({"a":1.7976931348623157e308,"list":[-1e308,5e-324,-0.0,
                                9223372036854775807,18446744073709551615]})")),
    {"20,000 mboxes",
     [](get_offers& call) {
       for (int number = 0; number < 20'000; ++number)
         call.request.execute->mboxes.push_back({.name = "m" + std::to_string(number % 7)});
     }},
    {"2,000 views",
     [](get_offers& call) {
       for (int number = 0; number < 2'000; ++number)
         call.request.prefetch.emplace().views.push_back({.name = "home"});
     }},
    {"mboxes without a name",
     [](get_offers& call) {
       call.request.execute->mboxes.push_back({});
       call.request.execute->mboxes.push_back({.name = ""});
     }},
    {"indexes that repeat, and extreme ones",
     [](get_offers& call) {
       for (auto index :
            {std::int64_t{1}, std::int64_t{1}, std::int64_t{-1},
             std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()})
         call.request.execute->mboxes.push_back({.index = index, .name = "hero"});
     }},
    {"numbers that are none",
     [](get_offers& call) {
       auto& context = *call.request.context;
       context.geo = geo{.latitude = nan, .longitude = -infinite};
       context.time_offset_in_minutes = infinite;
       context.screen = screen{.width = nan, .height = 1e308};
       hero(call).order = order{.total = nan};
       call.request.environment_id = std::numeric_limits<std::int64_t>::min();
     }},
    {"a timeout that is over",
     [](get_offers& call) { call.timeout = std::chrono::milliseconds::min(); }},
    {"a timeout without end",
     [](get_offers& call) { call.timeout = std::chrono::milliseconds::max(); }},
    {"a hundred thousand customer ids",
     [](get_offers& call) {
       call.request.id = visitor_id{};
       for (int number = 0; number < 100'000; ++number)
         call.request.id->customer_ids.push_back(
           {.id = "", .authenticated_state = authenticated_state::authenticated});
     }},
    {"a cookie of many entries",
     [](get_offers& call) {
       call.visit.target_cookie = repeated("session#%zz#99999999999|", 1'000'000);
     }},
    {"a channel and a device that are unknown",
     [](get_offers& call) {
       call.request.context->channel = text_enum<channel_type>::from_text("telepathy");
       call.request.context->mobile_platform =
         mobile_platform{.device_type = text_enum<device_type>::from_text("brain")};
     }},
    {"content that is not an object",
     [](get_offers& call) { hero(call).profile_parameters = json::array({json(nan)}); }},
    url(""),
    url(":"),
    url("://"),
    url("http://"),
    url("http://[::1"),
    url("http://[[[[/]]]]"),
    url("http://user:pass@@@host:99999999999999999999/"),
    url("http://..../....#?#?"),
    url("javascript:alert(1)"),
    url("data:text/html;base64,AAAA"),
    url("http://\xE2\x80\xAE.example.com/"),
    url("http://xn--a.xn--zzzzzz.com/%zz%00%ff"),
    url("http://-.-.-/"),
    url("\xEF\xBB\xBFhttp://example.com"),
  };
}

} // namespace

BOOST_AUTO_TEST_SUITE(hostile_requests)

struct curious_client : on_device_fixture {
  target_sdk::client client = start();

  target_sdk::client start() {
    publish(curious_artifact());
    auto settings = options(decisioning_method::hybrid);
    settings.timeout = 60s; // a sanitizer on a busy machine takes its time for a megabyte
    auto made = *client::create(settings);
    BOOST_REQUIRE(made.ready().get(10s).has_value());
    return made;
  }
};

void check_answer(const hostile_call& hostile, const char* way, const result<offers>& answer) {
  BOOST_TEST_CONTEXT(way) {
    if (!hostile.error.empty()) {
      BOOST_REQUIRE(!answer);
      BOOST_CHECK(answer.error().kind == error_kind::invalid_request);
      BOOST_TEST(answer.error().message == hostile.error);
      return;
    }
    BOOST_REQUIRE_MESSAGE(answer, (answer ? "" : to_string(answer.error())));
    BOOST_CHECK(json::parse(to_json_text(answer->response)).has_value());
    BOOST_CHECK(json::parse(answer->server_state().empty() ? "{}" : answer->server_state()));
    for (auto& line : answer->set_cookie_lines())
      BOOST_TEST(line.find('\n') == std::string::npos);
  }
}

BOOST_DATA_TEST_CASE(decided_or_refused, hostile_calls(), hostile) {
  curious_client on_device;
  auto& client = on_device.client;
  get_offers call{.request = asking_for("hero")};
  hostile.change(call);
  check_answer(hostile, "decide", client.decide(call));

  const bool has_time = !call.timeout || call.timeout->count() > 0;
  call.decisioning_method = decisioning_method::on_device;
  auto local = client.get_offers(call).get();
  if (has_time || local)
    check_answer(hostile, "on-device", local);
  if (local)
    BOOST_CHECK(local->meta.decisioning_method == decisioning_method::on_device);

  // With a remote mbox the same goes to the server.
  call.decisioning_method = decisioning_method::hybrid;
  if (call.request.execute)
    call.request.execute->mboxes.push_back({.name = "recs"});
  auto remote = client.get_offers(call).get();
  if (!remote)
    BOOST_TEST(!remote.error().message.empty());

  auto after = client.decide({.request = asking_for("hero")});
  BOOST_REQUIRE(after);
  BOOST_TEST(after->response.execute->mboxes[0].options.size() == 1u);
  client.close(1s); // Impressions are out, or have been tried.
  for (const auto& sent : on_device.server.requests())
    if (!sent.body.empty())
      BOOST_CHECK_MESSAGE(json::parse(sent.body), sent.target << " got what is no JSON");
}

BOOST_AUTO_TEST_CASE(wrong_kinds_are_named) {
  const std::pair<std::string, std::string> table[] = {
    {R"([])", "$: expected an object"},
    {R"({"context":[]})", "context: expected an object"},
    {R"({"context":{"geo":{"latitude":"1"}}})", "context.geo.latitude: expected a number"},
    {R"({"execute":{"mboxes":{}}})", "execute.mboxes: expected an array"},
    {R"({"execute":{"mboxes":[{"name":"a"},7]}})", "execute.mboxes[1]: expected an object"},
    {R"({"execute":{"mboxes":[{"name":7}]}})", "execute.mboxes[0].name: expected a string"},
    {R"({"execute":{"mboxes":[{"name":"a","index":1.5}]}})", "execute.mboxes[0].index: expected"},
    {R"({"execute":{"mboxes":[{"name":"a","index":1e300}]}})", "execute.mboxes[0].index: expected"},
    {R"({"execute":{"mboxes":[{"name":"a","parameters":[]}]}})",
     "execute.mboxes[0].parameters: expected an object"},
    {R"({"prefetch":{"views":[[]]}})", "prefetch.views[0]: expected an object"},
    {R"({"id":{"customerIds":[{"authenticatedState":true}]}})",
     "id.customerIds[0].authenticatedState: expected a string"},
  };
  for (const auto& [text, message] : table) {
    const auto read = from_json_text<delivery_request>(text);
    BOOST_REQUIRE_MESSAGE(!read, text);
    BOOST_CHECK(read.error().kind == error_kind::invalid_request);
    BOOST_CHECK_MESSAGE(read.error().message.starts_with(message),
                        text << ": " << read.error().message);
  }
}

BOOST_AUTO_TEST_SUITE_END()
