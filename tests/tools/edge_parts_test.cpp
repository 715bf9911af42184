// The small parts of the local edge: targets, addresses, faults, the geo table, rules files.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <list>
#include <map>
#include <string>

#include "tests/tools/edge_rules.hpp"
#include "tools/targetctl/edge/call_limits.hpp"
#include "tools/targetctl/edge/fault_plan.hpp"
#include "tools/targetctl/edge/geo_table.hpp"
#include "tools/targetctl/edge/listen_address.hpp"
#include "tools/targetctl/edge/request_target.hpp"
#include "tools/targetctl/edge/rules_file.hpp"

namespace data = boost::unit_test::data;
using namespace target_sdk;
using namespace target_sdk::tools::edge;

namespace {

std::string city_of(std::string_view address) {
  const auto place = find_place(address);
  return place ? std::string(place->city) : "nowhere";
}

std::string header(const web_answer& given, const char* name) {
  return std::string(find_header(given.headers, name).value_or("none"));
}

rules_file make_rules(const std::string& organization) {
  auto rules = make_rules_file(testing::edge_rules, artifact_format::json, organization);
  BOOST_REQUIRE(rules);
  return *std::move(rules);
}

web_request getting(const std::string& target, const std::string& etag = {}) {
  web_request request{.method = "GET", .target = target, .peer = "127.0.0.1"};
  if (!etag.empty())
    request.headers.emplace_back("If-None-Match", etag);
  return request;
}

} // namespace

BOOST_AUTO_TEST_SUITE(edge_parts)

BOOST_AUTO_TEST_CASE(targets_are_path_and_decoded_parameters) {
  const auto target = parse_target("/a/b%20c?x=1%2B2&empty=&flag&x=3&y=a=b");
  BOOST_REQUIRE(target);
  BOOST_TEST(target->path == "/a/b%20c");
  BOOST_TEST(target->find("x").value() == "1+2");
  BOOST_TEST(target->find("y").value() == "a=b");
  BOOST_TEST(!target->find("empty"));
  BOOST_TEST(!target->find("flag"));
  BOOST_TEST(!target->find("z"));
  BOOST_TEST(parse_target("/?")->path == "/");
  BOOST_TEST(parse_target("/?&&")->parameters.size() == 2u);
  BOOST_TEST(!parse_target("/?x=%G0"));
  BOOST_TEST(!parse_target("/?x=%FF"));
  BOOST_TEST(path_of("http://host:80/p?q") == "/p");
  BOOST_TEST(path_of("http://host") == "/");
  BOOST_TEST(path_of("/p?u=http://x/y") == "/p");
  BOOST_TEST(parse_target("https://host/p?q=1")->find("q").value() == "1");
}

BOOST_AUTO_TEST_CASE(addresses_to_listen_on) {
  const auto read = [](const char* text) {
    const auto listen = parse_listen_address(text);
    return listen ? listen->host + " " + std::to_string(listen->port) : "refused";
  };
  BOOST_TEST(read("127.0.0.1:8080") == "127.0.0.1 8080");
  BOOST_TEST(read("0.0.0.0:0") == "0.0.0.0 0");
  BOOST_TEST(read("[::1]:65535") == "::1 65535");
  BOOST_TEST(read("localhost:1") == "localhost 1");
  for (const char* wrong : {"", ":", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
                            "127.0.0.1:-1", "127.0.0.1: 80", "127.0.0.1:80x", "::1:80", "[::1]",
                            "[127.0.0.1]:80", "host.example:80", "300.0.0.1:80"})
    BOOST_TEST(read(wrong) == "refused", wrong);
}

BOOST_DATA_TEST_CASE(faults_that_are_none,
                     data::make({"", "500", "500:", "500:x", "500:-0.1", "500:1.1", "500:nan",
                                 "500:inf", "200:0.1", "600:0.1", "slow:0.1", "reset:0.5,",
                                 ",reset:0.5", "reset:0.5,stall:0.6", "reset:0.1,reset:0.1",
                                 "500:0.1,500:0.2", "reset:0.1 ,stall:0.1", "0x1f4:0.1"}),
                     text) {
  BOOST_TEST(!fault_plan::parse(text));
}

BOOST_AUTO_TEST_CASE(faults_come_as_often_as_asked_for) {
  const auto plan = fault_plan::parse("500:0.1,reset:0.2,stall:0.05,truncate:0.25,garbage:0");
  BOOST_REQUIRE(plan);
  std::map<fault_kind, int> seen;
  constexpr int calls = 100'000;
  for (int i = 0; i < calls; ++i)
    ++seen[plan->draw(7, static_cast<std::uint64_t>(i)).kind];
  const auto share = [&](fault_kind kind) { return static_cast<double>(seen[kind]) / calls; };
  BOOST_TEST(share(fault_kind::status) == 0.1, boost::test_tools::tolerance(0.1));
  BOOST_TEST(share(fault_kind::reset) == 0.2, boost::test_tools::tolerance(0.1));
  BOOST_TEST(share(fault_kind::stall) == 0.05, boost::test_tools::tolerance(0.1));
  BOOST_TEST(share(fault_kind::truncate) == 0.25, boost::test_tools::tolerance(0.1));
  BOOST_TEST(share(fault_kind::none) == 0.4, boost::test_tools::tolerance(0.1));
  BOOST_TEST(seen[fault_kind::garbage] == 0);
}

BOOST_AUTO_TEST_CASE(a_seed_gives_the_same_faults_again) {
  const auto plan = *fault_plan::parse("503:0.5");
  int differences = 0;
  for (std::uint64_t call = 0; call < 100; ++call) {
    BOOST_CHECK(plan.draw(1, call) == plan.draw(1, call));
    differences += plan.draw(1, call) == plan.draw(2, call) ? 0 : 1;
  }
  BOOST_TEST(differences > 10);
  BOOST_TEST(plan.draw(1, 0).status % 503 == 0);
}

BOOST_AUTO_TEST_CASE(sure_faults_are_sure) {
  const auto plan = *fault_plan::parse("reset:0.1,stall:0.1,truncate:0.1,garbage:0.1,400:0.1,"
                                       "401:0.1,402:0.1,403:0.1,404:0.1,599:0.1");
  for (std::uint64_t call = 0; call < 1000; ++call)
    BOOST_CHECK(plan.draw(3, call).kind != fault_kind::none);
  BOOST_TEST(fault_plan().empty());
  BOOST_CHECK(fault_plan().draw(1, 1).kind == fault_kind::none);
}

BOOST_AUTO_TEST_CASE(places_of_addresses) {
  BOOST_TEST(city_of("127.0.0.1") == "SAN JOSE");
  BOOST_TEST(city_of("127.255.3.4") == "SAN JOSE");
  BOOST_TEST(city_of("::1") == "SAN JOSE");
  BOOST_TEST(city_of("192.0.2.255") == "NEW YORK");
  BOOST_TEST(city_of("192.0.3.0") == "nowhere");
  BOOST_TEST(city_of(" 198.51.100.1 ") == "ZURICH");
  BOOST_TEST(city_of("203.0.113.77") == "TOKYO");
  BOOST_TEST(city_of("2001:db8:1::5%eth0") == "LONDON");
  BOOST_TEST(city_of("::ffff:203.0.113.1") == "TOKYO");
  BOOST_TEST(city_of("8.8.8.8") == "nowhere");
  BOOST_TEST(city_of("") == "nowhere");
  BOOST_TEST(city_of("unknownIpAddress") == "nowhere");
}

BOOST_AUTO_TEST_CASE(the_geo_service_answers_as_headers_and_as_json) {
  web_request asked = getting("/v1/geo");
  asked.headers.emplace_back("X-Forwarded-For", "198.51.100.1 , 127.0.0.1");
  const auto given = answer_geo(asked);
  BOOST_TEST(header(given, "x-geo-country-code") == "CH");
  BOOST_TEST(*given.body
             == R"({"x-forwarded-for":"198.51.100.1","x-geo-latitude":"47.3769",)"
                R"("x-geo-longitude":"8.5417","x-geo-country-code":"CH",)"
                R"("x-geo-region-code":"ZH","x-geo-city":"ZURICH"})");
  BOOST_TEST(header(answer_geo(getting("/v1/geo")), "x-geo-city") == "SAN JOSE");
  asked.headers.front().second = "8.8.8.8";
  BOOST_TEST(*answer_geo(asked).body == R"({"x-forwarded-for":"8.8.8.8"})");
}

BOOST_AUTO_TEST_CASE(rules_are_served_byte_by_byte_with_a_strong_etag) {
  const auto rules = make_rules("");
  const auto given = answer_rules(rules, "", getting("/acmeclient/production/v1/rules.json"));
  BOOST_TEST(given.status == 200);
  BOOST_TEST(*given.body == testing::edge_rules);
  const auto etag = header(given, "ETag");
  BOOST_TEST(etag.size() == 34u);
  BOOST_TEST((etag.starts_with('"') && etag.ends_with('"')));
  for (const auto& same : {etag, "W/" + etag, std::string("*"), "\"x\", " + etag + " ,\"y\""}) {
    const auto unchanged = answer_rules(rules, "", getting("/rules.json", same));
    BOOST_TEST(unchanged.status == 304, same);
    BOOST_TEST(!unchanged.body);
    BOOST_TEST(header(unchanged, "ETag") == etag);
  }
  for (const auto& other : {std::string("\"x\""), etag.substr(0, 20), std::string(", ,")})
    BOOST_TEST(answer_rules(rules, "", getting("/rules.json", other)).status == 200, other);
  auto others = *make_rules_file(R"({"version":"1.0.0","rules":{}})", artifact_format::json, "");
  BOOST_TEST(others.json.etag != etag);
}

BOOST_AUTO_TEST_CASE(the_obfuscated_form_needs_an_organization) {
  BOOST_TEST(answer_rules(make_rules(""), "", getting("/rules.bin")).status == 404);
  const auto rules = make_rules("org@AdobeOrg");
  const auto given = answer_rules(rules, "", getting("/c/production/v1/p1/rules.bin"));
  BOOST_REQUIRE(given.status == 200);
  BOOST_TEST(deobfuscate_artifact(*given.body, "org@AdobeOrg").value() == testing::edge_rules);
  BOOST_TEST(header(given, "ETag") != rules.json.etag);
  const auto from_bin = make_rules_file(*given.body, artifact_format::bin, "org@AdobeOrg");
  BOOST_REQUIRE(from_bin);
  BOOST_TEST(*from_bin->json.bytes == testing::edge_rules);
  BOOST_TEST(!make_rules_file(*given.body, artifact_format::bin, "other"));
}

BOOST_AUTO_TEST_CASE(rules_of_other_clients_are_not_here) {
  const auto rules = make_rules("");
  BOOST_TEST(answer_rules(rules, "acmeclient", getting("/other/production/v1/rules.json")).status
             == 404);
  BOOST_TEST(answer_rules(rules, "acmeclient", getting("/acmeclient/staging/v1/rules.json")).status
             == 200);
  BOOST_TEST(answer_rules(rules, "acmeclient", getting("/rules.json")).status == 200);
}

BOOST_AUTO_TEST_CASE(so_many_calls_of_a_session_at_a_time) {
  session_calls calls;
  {
    std::list<session_calls::call> open;
    for (std::size_t i = 0; i < session_calls::most; ++i)
      BOOST_TEST(open.emplace_back(calls, "s").is_admitted());
    BOOST_TEST(!session_calls::call(calls, "s").is_admitted());
    BOOST_TEST(session_calls::call(calls, "other").is_admitted());
    open.pop_front();
    BOOST_TEST(session_calls::call(calls, "s").is_admitted());
  }
  BOOST_TEST(session_calls::call(calls, "s").is_admitted());
}

BOOST_AUTO_TEST_CASE(bodies_share_a_budget) {
  body_budget budget(100);
  body_budget::share first(budget);
  BOOST_TEST(first.grow(60));
  {
    body_budget::share second(budget);
    BOOST_TEST(!second.grow(41));
    BOOST_TEST(second.grow(40));
    BOOST_TEST(!first.grow(1));
  }
  BOOST_TEST(first.grow(40));
  first.clear();
  BOOST_TEST(body_budget::share(budget).grow(100));
}

BOOST_AUTO_TEST_SUITE_END()
