// One visit, given to all three calls: what of it goes over the wire.
#include <boost/test/unit_test.hpp>

#include <array>
#include <string>

#include "tests/actors/client_fixture.hpp"
#include "tests/support/reply_script.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::json_reply;

namespace {

/// Makes each of the three calls with a visit of its own, one after another.
struct visit_fixture : client_fixture {
  visit_fixture() {
    server.set_default(json_reply(R"({"status":200,"notifications":[{"id":"n"}]})"));
  }

  void make_calls(const std::array<visit, 3>& from) {
    offered = client.get_offers({.request = hero_request(), .visit = from[0]}).get();
    reported = client.send_notifications({.request = click(), .visit = from[1]}).get();
    flags = client.get_attributes({.mbox_names = {"flags"}, .visit = from[2]}).get();
    BOOST_REQUIRE(offered && reported && flags);
    BOOST_REQUIRE(server.requests().size() == 3u);
  }

  static delivery_request click() {
    return {.context = context{.channel = channel_type::web},
            .notifications = {{.id = "n", .type = metric_type::click, .timestamp = 1}}};
  }

  /// The request that call number `index` became.
  delivery_request sent(std::size_t index) {
    auto body = from_json_text<delivery_request>(server.requests().at(index).body);
    BOOST_REQUIRE(body);
    return *body;
  }

  result<offers> offered, reported;
  result<attributes> flags;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(visit_of_calls, visit_fixture)

BOOST_AUTO_TEST_CASE(cookies_and_ids_reach_the_service_with_every_call) {
  const visit from{.target_cookie = "PC#abc#9999999999",
                   .visitor_cookie = "MCMID|4711|MCAAMLH-1567731426|9|MCAAMB-1568280923|blob",
                   .target_location_hint = "35",
                   .customer_ids = {{.id = "u1", .integration_code = "crm"}},
                   .session_id = "my-session"};
  make_calls({from, from, from});
  for (std::size_t index = 0; index < 3; ++index)
    BOOST_TEST_CONTEXT("call " << index) {
      BOOST_TEST(server.requests().at(index).target.ends_with("&sessionId=my-session"));
      const auto request = sent(index);
      BOOST_REQUIRE(request.id);
      BOOST_TEST(request.id->tnt_id.value() == "abc");
      BOOST_TEST(request.id->marketing_cloud_visitor_id.value() == "4711");
      BOOST_REQUIRE(request.id->customer_ids.size() == 1u);
      BOOST_TEST(request.id->customer_ids[0].id.value() == "u1");
      BOOST_TEST(request.id->customer_ids[0].integration_code.value() == "crm");
      BOOST_TEST(request.experience_cloud->audience_manager->location_hint.value() == 9);
      BOOST_TEST(request.experience_cloud->audience_manager->blob.value() == "blob");
    }
  // The hint names a host, which a server of one's own is not replaced by; the visitor keeps it.
  BOOST_TEST(offered->target_location_hint_cookie.value().value == "35");
  BOOST_TEST(reported->target_location_hint_cookie.value().value == "35");
  BOOST_TEST(flags->target_location_hint_cookie.value().value == "35");
}

BOOST_AUTO_TEST_CASE(a_shared_visitor_gives_its_id_to_consumers_of_every_kind) {
  const auto shared = client.create_visitor({.organization_id = "org@AdobeOrg"});
  make_calls({visit{.consumer_id = "one", .visitor = shared},
              visit{.consumer_id = "two", .visitor = shared},
              visit{.consumer_id = "three", .visitor = shared}});
  const auto sdid = [this](std::size_t index) {
    return sent(index).experience_cloud->analytics->supplemental_data_id.value();
  };
  BOOST_TEST(sdid(0) == sdid(1));
  BOOST_TEST(sdid(0) == sdid(2));
  auto again = client.get_attributes(
    {.mbox_names = {"flags"}, .visit = {.consumer_id = "two", .visitor = shared}});
  BOOST_REQUIRE(again.get().has_value());
  BOOST_TEST(sdid(0) != sdid(3));
}

BOOST_AUTO_TEST_SUITE_END()
