// Experience Cloud: analytics and audience manager of a request.
#include <boost/test/unit_test.hpp>

#include <string>

#include "tests/delivery/fixture.hpp"

using namespace target_sdk;
using target_sdk::testing::preparation;
using target_sdk::testing::request_of;

namespace {

const std::string own_id = "FEDCBA9876543210-0123456789ABCDEF";

json cloud_of(std::string cloud, std::string amcv = {}) {
  const get_offers call{.request =
                          request_of(R"({"requestId":"r","experienceCloud":)" + cloud + "}"),
                        .visit = {.visitor_cookie = std::move(amcv)}};
  return to_json(preparation().completed(call).request)["experienceCloud"];
}

std::string manager_of(std::string manager, std::string amcv) {
  return cloud_of(R"({"audienceManager":)" + manager + "}", std::move(amcv))["audienceManager"]
    .dump();
}

} // namespace

BOOST_AUTO_TEST_SUITE(prepare_cloud)

BOOST_AUTO_TEST_CASE(analytics_is_always_there) {
  const std::string expected = R"({"supplementalDataId":"0000000000000001-0000000000000002",)"
                               R"("logging":"server_side"})";
  for (auto cloud : {"null", "{}", R"({"analytics":null})", R"({"analytics":{}})",
                     R"({"analytics":{"supplementalDataId":""}})"})
    BOOST_TEST_CONTEXT(cloud) {
      BOOST_TEST(cloud_of(cloud)["analytics"].dump() == expected);
      BOOST_TEST(cloud_of(cloud)["audienceManager"].is_null());
    }
}

BOOST_AUTO_TEST_CASE(analytics_members_are_kept) {
  BOOST_TEST(cloud_of(R"({"analytics":{"logging":"client_side","trackingServer":"t",)"
                      R"("trackingServerSecure":"s"}})")["analytics"]
               .dump()
             == R"({"supplementalDataId":"0000000000000001-0000000000000002",)"
                R"("logging":"client_side","trackingServer":"t","trackingServerSecure":"s"})");
}

BOOST_AUTO_TEST_CASE(empty_tracking_servers_are_left_out) {
  BOOST_TEST(
    cloud_of(R"({"analytics":{"trackingServer":"","trackingServerSecure":""}})")["analytics"].dump()
    == R"({"supplementalDataId":"0000000000000001-0000000000000002",)"
       R"("logging":"server_side"})");
}

BOOST_AUTO_TEST_CASE(an_own_supplemental_data_id_is_kept_and_nothing_is_drawn) {
  preparation call;
  const get_offers own{.request = request_of(R"({"requestId":"r","experienceCloud":{"analytics":{)"
                                             R"("supplementalDataId":")"
                                             + own_id + "\"}}}"),
                       .visit = {.session_id = "s"}};
  const auto prepared = call.completed(own);
  BOOST_TEST((prepared.request.experience_cloud->analytics->supplemental_data_id == own_id));
  BOOST_TEST(*call.drawn.drawn == 0u);
  BOOST_TEST(prepared.visitor_state.dump() == R"({"ORG@AdobeOrg":{}})");
}

BOOST_AUTO_TEST_CASE(the_visitor_state_names_the_consumer) {
  get_offers call{.request = request_of(R"({"requestId":"r"})")};
  const auto consumed = [&] {
    return preparation()
      .completed(call)
      .visitor_state["ORG@AdobeOrg"]["sdid"]["supplementalDataIDCurrentConsumed"]
      .dump();
  };
  BOOST_TEST(consumed() == R"({"payload:target-global-mbox":true})");
  call.visit.consumer_id = "mine";
  BOOST_TEST(consumed() == R"({"payload:mine":true})");
}

BOOST_AUTO_TEST_CASE(audience_manager_comes_from_the_request_then_from_the_cookie) {
  const std::string amcv = "-1|MCAAMLH-1567731426|9|MCAAMB-1568280923|blob";
  BOOST_TEST(manager_of("null", amcv) == R"({"locationHint":9,"blob":"blob"})");
  BOOST_TEST(manager_of("{}", amcv) == R"({"locationHint":9,"blob":"blob"})");
  BOOST_TEST(manager_of(R"({"locationHint":3,"blob":"b"})", amcv)
             == R"({"locationHint":3,"blob":"b"})");
  BOOST_TEST(manager_of(R"({"locationHint":3})", amcv) == R"({"locationHint":3,"blob":"blob"})");
  BOOST_TEST(manager_of(R"({"blob":"b"})", amcv) == R"({"locationHint":9,"blob":"b"})");
  BOOST_TEST(manager_of(R"({"blob":""})", "") == "null");
  BOOST_TEST(manager_of("{}", "") == "null");
}

BOOST_AUTO_TEST_CASE(a_bad_cookie_never_spoils_the_request) {
  for (auto amcv : {"-1|MCAAMLH|0", "-1|MCAAMLH|-4", "-1|MCAAMLH|x", "-1|MCAAMLH", "-1|MCAAMB|",
                    "-1|MCAAMLH|99999999999999999999", "%", "|||"})
    BOOST_TEST_CONTEXT(amcv) {
      BOOST_TEST(manager_of("{}", amcv) == "null");
    }
}

BOOST_AUTO_TEST_SUITE_END()
