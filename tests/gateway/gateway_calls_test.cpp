// Calls through a gateway: the same answers and errors as without one.
#include <atomic>
#include <mutex>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>
#include <target_sdk/page.hpp>

#include "tests/gateway/gateway_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::json_reply;
using test_support::recorded_request;
using test_support::stall_reply;

namespace {

template <class T>
error_kind kind_of(const result<T>& answer) {
  BOOST_REQUIRE(!answer);
  return answer.error().kind;
}

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_calls)

BOOST_FIXTURE_TEST_CASE(all_calls_are_answered, gateway_here) {
  edge.set_handler([](const recorded_request& request) {
    if (request.body.find("\"notifications\"") != std::string::npos)
      return json_reply(R"({"status":200,"notifications":[{"id":"n1"}]})");
    return json_reply(R"({"status":200,"id":{"tntId":"12.28_0"},"execute":{"mboxes":[{"index":0,
      "name":"flags","options":[{"type":"json","content":{"on":true}}]}]}})");
  });
  const auto made = connect();
  BOOST_TEST(made.ready().get().has_value());
  const auto answer = made.get_offers(call_for("flags", "s1")).get();
  BOOST_REQUIRE_MESSAGE(answer, reason_of(answer));
  BOOST_TEST(*answer->response.status == 200);
  BOOST_TEST(answer->content("flags").dump() == R"({"on":true})");
  BOOST_TEST(answer->target_cookie.value.find("session#s1#") != std::string::npos);
  BOOST_TEST(answer->info.duration.count() > 0);

  const auto flags = made.get_attributes({.mbox_names = {"flags"}}).get();
  BOOST_REQUIRE_MESSAGE(flags, reason_of(flags));
  BOOST_TEST(flags->value_or("flags", "on", false));

  const auto sent = made.send_notifications(report_of("n1")).get();
  BOOST_REQUIRE_MESSAGE(sent, reason_of(sent));
  BOOST_TEST(sent->unconfirmed.empty());

  const auto kept = made.notify(report_of("n2")).get();
  BOOST_REQUIRE_MESSAGE(kept, reason_of(kept));
  BOOST_CHECK(kept->ids == std::vector<std::string>{"n2"});
  BOOST_TEST(eventually([&] {
    for (const auto& request : edge.requests())
      if (request.body.find("\"n2\"") != std::string::npos)
        return true;
    return false;
  }));
}

BOOST_FIXTURE_TEST_CASE(its_actors_answer_messages, gateway_here) {
  const auto made = connect();
  caf::actor_system_config config;
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  const auto actors = made.actors();
  const auto answer = ask(self, actors.delivery, call_for("hero"));
  BOOST_TEST(answer.has_value(), reason_of(answer));
  const auto flags = ask(self, actors.attributes, get_attributes{.mbox_names = {"hero"}});
  BOOST_TEST(flags.has_value(), reason_of(flags));
  const auto kept = ask(self, actors.notification, keep_notifications{.report = report_of("n1")});
  BOOST_TEST(kept.has_value(), reason_of(kept));
}

BOOST_FIXTURE_TEST_CASE(errors_keep_all_they_say, gateway_here) {
  edge.push({.status = 403, .body = R"({"status":403,"message":"not yours"})"});
  const auto made = connect();
  const auto answer = made.get_offers(call_for("hero")).get();
  BOOST_CHECK(kind_of(answer) == error_kind::http_status);
  BOOST_TEST(answer.error().http_status == 403);
  BOOST_TEST(answer.error().message == "not yours");
  BOOST_TEST(answer.error().attempts == 1);
  BOOST_TEST(!answer.error().request_id.empty());
  BOOST_TEST(!answer.error().session_id.empty());
  BOOST_CHECK(kind_of(made.get_offers({}).get()) == error_kind::invalid_request);
  BOOST_CHECK(kind_of(made.notify({}).get()) == error_kind::invalid_request);
}

BOOST_FIXTURE_TEST_CASE(deadlines_hold_all_the_way, gateway_here) {
  edge.set_handler([](const recorded_request&) { return stall_reply(); });
  const auto made = connect();
  auto call = call_for("hero");
  call.timeout = 300ms;
  const auto before = std::chrono::steady_clock::now();
  BOOST_CHECK(kind_of(made.get_offers(call).get()) == error_kind::timeout);
  BOOST_CHECK(std::chrono::steady_clock::now() - before >= 290ms);
  // The gateway has given it up, too.
  BOOST_TEST(eventually([&] { return edge.counters().open == 0; }));
}

BOOST_FIXTURE_TEST_CASE(cancelling_reaches_the_gateway, gateway_here) {
  edge.set_handler([](const recorded_request&) { return stall_reply(); });
  const auto made = connect();
  auto asked = made.get_offers(call_for("hero"));
  BOOST_TEST(eventually([&] { return edge.counters().open > 0; }));
  asked.cancel();
  BOOST_CHECK(kind_of(asked.get()) == error_kind::cancelled);
  BOOST_TEST(eventually([&] { return edge.counters().open == 0; }));
}

BOOST_FIXTURE_TEST_CASE(overload_is_said, gateway_here) {
  gateway.reset();
  auto options = options_for(edge);
  options.pool.queue_bound = 2;
  auto small = client::create(options);
  BOOST_REQUIRE(small);
  auto served = serve_gateway(*small, {});
  BOOST_REQUIRE(served);
  edge.set_handler([](const recorded_request&) { return stall_reply(); });
  const auto made = connect_to({served->port()});
  BOOST_REQUIRE(made);
  std::vector<pending<offers>> held;
  for (int i = 0; i < 2; ++i)
    held.push_back(made->get_offers(call_for("hero")));
  BOOST_TEST(eventually([&] { return edge.counters().open == 2; }));
  BOOST_CHECK(kind_of(made->get_offers(call_for("hero")).get()) == error_kind::overloaded);
}

BOOST_FIXTURE_TEST_CASE(shared_visitors_and_pages_work, gateway_here) {
  const auto made = connect();
  auto call = call_for("hero");
  call.visit.visitor = made.create_visitor({.organization_id = "org@AdobeOrg"});
  const auto first = made.get_offers(call).get();
  BOOST_REQUIRE_MESSAGE(first, reason_of(first));
  call.visit.consumer_id = "second";
  const auto second = made.get_offers(call).get();
  BOOST_REQUIRE_MESSAGE(second, reason_of(second));
  BOOST_TEST(*first->request.experience_cloud->analytics->supplemental_data_id
             == *second->request.experience_cloud->analytics->supplemental_data_id);
  BOOST_TEST(!second->visitor_state.is_null());

  const auto before = edge.requests().size();
  const auto page = made.open_page({}, {.window = 100ms});
  auto one = page.get_offers(call_for("header"));
  auto other = page.get_offers(call_for("footer"));
  const auto one_answer = one.get();
  BOOST_TEST(one_answer.has_value(), reason_of(one_answer));
  BOOST_TEST(other.get().has_value());
  BOOST_TEST(edge.requests().size() == before + 1);
}

/// The ids of the notifications that a client is told to be lost.
class losses {
public:
  explicit losses(const client& of) : client_(of) {
    client_.on_event([this](const event& what) {
      if (const auto* lost = std::get_if<send_notification_error>(&what))
        for (const auto& each : lost->notification.notifications) {
          const std::lock_guard guard(mutex_);
          ids_.push_back(each.id.value_or("?"));
        }
    });
  }
  losses(const losses&) = delete;
  losses& operator=(const losses&) = delete;
  ~losses() { client_.close(); }

  std::vector<std::string> ids() const {
    const std::lock_guard guard(mutex_);
    return ids_;
  }

private:
  client client_;
  mutable std::mutex mutex_;
  std::vector<std::string> ids_;
};

BOOST_FIXTURE_TEST_CASE(lost_reports_are_told_to_who_handed_them_over, gateway_here) {
  using ids = std::vector<std::string>;
  edge.set_default({.status = 400, .body = R"({"status":400,"message":"no"})"});
  const auto one = connect();
  const auto other = connect();
  const losses of_one(one);
  const losses of_other(other);
  const losses of_gateway(*target);
  // The other one is connected when the report of the first is lost.
  BOOST_REQUIRE(other.get_attributes({.mbox_names = {"hero"}}).get().error().http_status == 400);
  BOOST_REQUIRE(one.notify(report_of("n1")).get());
  BOOST_TEST(eventually([&] { return of_one.ids() == ids{"n1"}; }));
  BOOST_REQUIRE(other.notify(report_of("n2")).get());
  BOOST_TEST(eventually([&] { return !of_other.ids().empty(); }));
  BOOST_CHECK(of_other.ids() == ids{"n2"});
  BOOST_CHECK((of_gateway.ids() == ids{"n1", "n2"}));
  BOOST_CHECK(of_one.ids() == ids{"n1"});
}

BOOST_FIXTURE_TEST_CASE(decisions_on_the_device_stay_here, gateway_here) {
  const auto plain = connect();
  BOOST_CHECK(kind_of(plain.decide(call_for("hero"))) == error_kind::invalid_configuration);

  client_options options;
  options.decisioning_method = decisioning_method::hybrid;
  options.artifact.payload = *json::parse(R"({"version":"1.0.0",
    "meta":{"clientCode":"acmeclient","environment":"production"},
    "globalMbox":"target-global-mbox","geoTargetingEnabled":false,"responseTokens":[],
    "localMboxes":["hero"],"remoteMboxes":["recs"],"localViews":[],"remoteViews":[],
    "rules":{"mboxes":{"hero":[{"ruleKey":"1","activityId":1,"meta":{"activity.id":1},
      "condition":{"<=":[0,{"var":"allocation"}]},"consequence":{"name":"hero","options":[
        {"type":"json","eventToken":"token1","content":{"here":true}}],"metrics":[]}}]},
      "views":{}}})");
  const auto made = connect(options);
  BOOST_REQUIRE(made.ready().get());
  const auto decided = made.decide(call_for("hero"));
  BOOST_REQUIRE_MESSAGE(decided, reason_of(decided));
  BOOST_TEST(decided->content("hero").dump() == R"({"here":true})");
  const auto local = made.get_offers(call_for("hero")).get();
  BOOST_REQUIRE(local);
  BOOST_CHECK(local->meta.decisioning_method == decisioning_method::on_device);
  const auto remote = made.get_offers(call_for("recs")).get();
  BOOST_REQUIRE_MESSAGE(remote, reason_of(remote));
  BOOST_CHECK(remote->meta.decisioning_method == decisioning_method::server_side);
  // Impressions go through the gateway.
  BOOST_TEST(eventually([&] {
    for (const auto& request : edge.requests())
      if (request.body.find("token1") != std::string::npos)
        return true;
    return false;
  }));
}

BOOST_AUTO_TEST_CASE(no_gateway_is_said_soon) {
  const auto made = connect_to({1});
  BOOST_REQUIRE(made);
  const auto first = made->get_offers(call_for("hero")).get();
  BOOST_CHECK(kind_of(first) == error_kind::unavailable);
  BOOST_TEST(first.error().message.find("127.0.0.1:1") != std::string::npos, first.error().message);
  const auto before = std::chrono::steady_clock::now();
  BOOST_CHECK(kind_of(made->notify(report_of("n1")).get()) == error_kind::unavailable);
  BOOST_CHECK(std::chrono::steady_clock::now() - before < 900ms);
}

BOOST_FIXTURE_TEST_CASE(a_gateway_that_comes_later_is_used, gateway_here) {
  const auto port = gateway->port();
  gateway.reset();
  const auto made = connect_to({port});
  BOOST_REQUIRE(made);
  BOOST_CHECK(kind_of(made->get_offers(call_for("hero")).get()) == error_kind::unavailable);
  open(port);
  BOOST_TEST(eventually([&] { return made->get_offers(call_for("hero")).get().has_value(); }));
}

BOOST_FIXTURE_TEST_CASE(a_client_that_closes_waits_for_its_reports, gateway_here) {
  const auto port = gateway->port();
  gateway.reset();
  const auto made = connect_to({port}, {.timeout = 30s});
  BOOST_REQUIRE(made);
  auto kept = made->notify(report_of("n1"));
  std::thread later([&] {
    std::this_thread::sleep_for(300ms);
    open(port);
  });
  made->close(30s);
  const auto answer = kept.get();
  BOOST_TEST(answer.has_value(), reason_of(answer));
  later.join();
  BOOST_TEST(eventually([&] {
    for (const auto& request : edge.requests())
      if (request.body.find("\"n1\"") != std::string::npos)
        return true;
    return false;
  }));
}

BOOST_AUTO_TEST_CASE(options_are_checked) {
  const auto refused = [](gateway_options options) {
    options.client.client = "acmeclient";
    options.client.organization_id = "org@AdobeOrg";
    const auto made = client::connect(std::move(options));
    return made ? "taken" : made.error().message;
  };
  BOOST_TEST(refused({}).starts_with("gateways: "));
  BOOST_TEST(refused({.gateways = {{.host = "127.0.0.1"}}}).starts_with("gateways: "));
  BOOST_TEST(refused({.gateways = {{.host = "192.0.2.1", .port = 4600}}}).starts_with("tls: "));
  gateway_options with_outbox{.gateways = {on_loopback(4600)}};
  with_outbox.client.outbox.file = "/tmp/outbox";
  BOOST_TEST(refused(with_outbox).starts_with("client.outbox: "));
  BOOST_CHECK(!read_gateway_addresses(""));
  BOOST_CHECK(!read_gateway_addresses("host"));
  BOOST_CHECK(!read_gateway_addresses("host:70000"));
  BOOST_CHECK(!read_gateway_addresses("::1:80"));
  BOOST_CHECK(
    (*read_gateway_addresses("a:1,[::1]:2") == std::vector<gateway_address>{{"a", 1}, {"::1", 2}}));
}

BOOST_FIXTURE_TEST_CASE(gateways_of_others_are_not_used, gateway_here) {
  gateway_options options{.gateways = {on_loopback(gateway->port())}};
  options.client.client = "otherclient";
  options.client.organization_id = "org@AdobeOrg";
  const auto made = client::connect(options);
  BOOST_REQUIRE(made);
  const auto answer = made->get_offers(call_for("hero")).get();
  BOOST_CHECK(kind_of(answer) == error_kind::unavailable);
  BOOST_TEST(answer.error().message.find("another client code") != std::string::npos,
             answer.error().message);
}

BOOST_AUTO_TEST_SUITE_END()
