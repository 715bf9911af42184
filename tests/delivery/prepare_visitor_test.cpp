// Session, visitor ids and edge cluster of a call.
#include <boost/test/unit_test.hpp>

#include <string>

#include "tests/delivery/fixture.hpp"

using namespace target_sdk;
using target_sdk::testing::preparation;
using target_sdk::testing::request_of;

namespace {

const std::string web = R"({"context":{"channel":"web"}})";
const std::string pc_cookie = "session#cs#1600001000|PC#p1.28_0#1700000000";

get_offers web_call() {
  return {.request = request_of(web)};
}

/// The `id` of the completed request; the cookies bring PC and MCMID.
std::string id_of(std::string request, visit from = {}) {
  const get_offers call{.request = request_of(std::move(request)), .visit = std::move(from)};
  return to_json(preparation().completed(call).request)["id"].dump();
}

std::string cluster_of(visit from, preparation given = {}, std::string request = web) {
  return given
    .completed(get_offers{.request = request_of(std::move(request)), .visit = std::move(from)})
    .cluster;
}

} // namespace

BOOST_AUTO_TEST_SUITE(prepare_visitor)

BOOST_AUTO_TEST_CASE(the_session_is_that_of_the_cookie_then_the_given_one) {
  auto call = web_call();
  call.visit.session_id = "given";
  BOOST_TEST(preparation().completed(call).session_id == "given");
  call.visit.target_cookie = pc_cookie;
  BOOST_TEST(preparation().completed(call).session_id == "cs");
  call.visit.target_cookie = "session#cs#1600000000";
  BOOST_TEST(preparation().completed(call).session_id == "cs");
  call.visit.target_cookie = "session#old#1599999999";
  BOOST_TEST(preparation().completed(call).session_id == "given");
  call.visit.target_cookie = "session##1600001000";
  BOOST_TEST(preparation().completed(call).session_id == "given");
  call.visit.session_id = "a b\r\n{}?/";
  BOOST_TEST(preparation().completed(call).session_id == "a b\r\n{}?/");
}

BOOST_AUTO_TEST_CASE(without_a_session_one_is_drawn) {
  const auto drawn = preparation().completed(web_call()).session_id;
  BOOST_TEST(drawn.size() == 36u);
  BOOST_TEST(drawn[14] == '4');
}

BOOST_AUTO_TEST_CASE(the_tnt_id_is_the_given_one_then_that_of_the_cookie) {
  BOOST_TEST(id_of(web) == "null");
  BOOST_TEST(id_of(web, {.target_cookie = pc_cookie}) == R"({"tntId":"p1.28_0"})");
  BOOST_TEST(id_of(R"({"id":{"tntId":"g"}})", {.target_cookie = pc_cookie}) == R"({"tntId":"g"})");
  BOOST_TEST(id_of(R"({"id":{"tntId":""}})", {.target_cookie = pc_cookie}) == "null");
  BOOST_TEST(id_of(R"({"id":{"tntId":null}})", {.target_cookie = pc_cookie})
             == R"({"tntId":"p1.28_0"})");
  BOOST_TEST(id_of(R"({"id":{"tntId":"","thirdPartyId":"t"}})", {.target_cookie = pc_cookie})
             == R"({"thirdPartyId":"t"})");
}

BOOST_AUTO_TEST_CASE(the_experience_cloud_id_is_the_given_one_then_that_of_the_cookie) {
  const std::string amcv = "-1|MCMID|42";
  BOOST_TEST(id_of(web, {.visitor_cookie = amcv}) == R"({"marketingCloudVisitorId":"42"})");
  BOOST_TEST(id_of(R"({"id":{"marketingCloudVisitorId":"7"}})", {.visitor_cookie = amcv})
             == R"({"marketingCloudVisitorId":"7"})");
  BOOST_TEST(id_of(R"({"id":{"marketingCloudVisitorId":""}})", {.visitor_cookie = amcv})
             == R"({"marketingCloudVisitorId":"42"})");
}

BOOST_AUTO_TEST_CASE(an_empty_id_is_omitted) {
  for (auto request :
       {R"({"id":{}})", R"({"id":{"thirdPartyId":""}})", R"({"id":{"customerIds":[]}})",
        R"({"id":{"tntId":"","thirdPartyId":"","marketingCloudVisitorId":"","customerIds":[]}})"})
    BOOST_TEST_CONTEXT(request) {
      BOOST_TEST(id_of(request) == "null");
    }
}

BOOST_AUTO_TEST_CASE(customer_ids_of_the_visitor_come_before_those_of_the_request) {
  const std::string own = R"({"id":{"customerIds":[{"id":"r","integrationCode":"i",)"
                          R"("authenticatedState":"logged_out"}]}})";
  const std::vector<customer_id> of_visitor{
    {.id = "z", .integration_code = "zebra"},
    {.integration_code = "nobody"},
    {.id = "", .integration_code = "empty"},
    {.id = "a",
     .integration_code = "ape",
     .authenticated_state = authenticated_state::authenticated}};
  const std::string visitors =
    R"({"id":"z","integrationCode":"zebra","authenticatedState":"unknown"},)"
    R"({"id":"a","integrationCode":"ape","authenticatedState":"authenticated"})";
  const std::string request =
    R"({"id":"r","integrationCode":"i","authenticatedState":"logged_out"})";
  BOOST_TEST(id_of(own) == R"({"customerIds":[)" + request + "]}");
  BOOST_TEST(id_of(web, {.customer_ids = of_visitor}) == R"({"customerIds":[)" + visitors + "]}");
  BOOST_TEST(id_of(own, {.customer_ids = of_visitor})
             == R"({"customerIds":[)" + visitors + "," + request + "]}");
}

BOOST_AUTO_TEST_CASE(the_cluster_is_that_of_the_visitor_then_of_the_hints) {
  preparation hinted;
  hinted.options.target_location_hint = "41";
  hinted.learned_hint = "42";
  BOOST_TEST(cluster_of({}) == "");
  BOOST_TEST(cluster_of({.target_cookie = pc_cookie}, hinted) == "28");
  BOOST_TEST(cluster_of({.target_location_hint = "35"}, hinted) == "35");
  BOOST_TEST(cluster_of({.target_cookie = pc_cookie, .target_location_hint = "35"}) == "28");
  BOOST_TEST(cluster_of({}, hinted) == "41");
  hinted.options.target_location_hint.clear();
  BOOST_TEST(cluster_of({}, hinted) == "42");
}

BOOST_AUTO_TEST_CASE(a_given_tnt_id_routes_too) {
  BOOST_TEST(cluster_of({.target_cookie = pc_cookie, .target_location_hint = "35"}, {},
                        R"({"id":{"tntId":"g.17_3"}})")
             == "17");
  BOOST_TEST(cluster_of({.target_location_hint = "35"}, {}, R"({"id":{"tntId":"plain"}})") == "35");
}

BOOST_AUTO_TEST_CASE(an_expired_cookie_does_not_route) {
  BOOST_TEST(cluster_of({.target_cookie = "PC#p.28_0#1599999999", .target_location_hint = "35"})
             == "35");
}

BOOST_AUTO_TEST_CASE(a_hint_never_names_a_host_of_somebody_else) {
  preparation client;
  client.options.target_location_hint = "41";
  for (std::string_view hint : {"35.evil.test/", "evil.test#", "3\r\n5", "@evil", "a.b",
                                "1111111111111111111111111111111111111111111111111"})
    BOOST_TEST_CONTEXT(hint) {
      BOOST_TEST(cluster_of({.target_location_hint = std::string(hint)}, client) == "41");
    }
}

BOOST_AUTO_TEST_CASE(cookies_that_the_service_would_refuse_do_not_fail_a_call) {
  const auto prepared = preparation().completed(get_offers{
    .request = request_of(R"({"context":{"channel":"web"}})"),
    .visit = {.target_cookie = "session#s#2000000000|PC#secret.1.2#2000000000",
              .visitor_cookie = "MCMID|secret id|MCAAMLH|0|MCAAMB|" + std::string(2000, 'x')}});
  BOOST_TEST(prepared.session_id == "s");
  BOOST_TEST(prepared.incoming_pc == "");
  BOOST_TEST(!prepared.request.id);
  BOOST_TEST(!prepared.request.experience_cloud->audience_manager);
  const std::vector<std::string> expected{
    "PC of the target cookie is no visitor id and left out",
    "MCMID of the visitor cookie is not usable and left out",
    "MCAAMLH of the visitor cookie is not usable and left out",
    "MCAAMB of the visitor cookie is not usable and left out"};
  BOOST_TEST((prepared.warnings == expected));
}

BOOST_AUTO_TEST_SUITE_END()
