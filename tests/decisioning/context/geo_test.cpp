#include <boost/test/unit_test.hpp>

#include <string>

#include "tests/decisioning/samples.hpp"

using namespace samples;

BOOST_AUTO_TEST_SUITE(geo)

delivery_request at(const std::string& place) {
  return request("{'context':{'channel':'web','geo':{" + place + "}}}");
}

delivery_request from_address(const std::string& address) {
  delivery_request made;
  made.context.emplace().geo.emplace().ip_address = address;
  return made;
}

const auto targeting = [] {
  return compiled(artifact_text("", "", "'geoTargetingEnabled':true,"));
};

BOOST_AUTO_TEST_CASE(valid_addresses_are_looked_up_as_given) {
  const auto artifact = targeting();
  for (const std::string address :
       {"127.0.0.1", " 8.8.8.8 ", "::1", "fe80::1%eth0", "::ffff:1.2.3.4", "\t2001:db8::1"}) {
    BOOST_CHECK(geo_lookup_needed(*artifact, from_address(address)) == geo_lookup{address});
    BOOST_CHECK_EQUAL(decided_geo(from_address(address)).ip_address.value_or(""), address);
  }
  for (const std::string address :
       {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "::1::", "12345::", "1.2.3.4\n", "\r1.2.3.4",
        "fe80::1%", "1.2.3.4%x", "localhost"}) {
    BOOST_CHECK_MESSAGE(!geo_lookup_needed(*artifact, from_address(address)), address);
    BOOST_CHECK(!decided_geo(from_address(address)).ip_address);
  }
}

BOOST_AUTO_TEST_CASE(the_unknown_address_is_looked_up_without_it) {
  BOOST_CHECK(geo_lookup_needed(*targeting(), from_address("unknownIpAddress")) == geo_lookup{});
  BOOST_CHECK(!decided_geo(from_address("unknownIpAddress")).ip_address);
}

BOOST_AUTO_TEST_CASE(nothing_is_looked_up_without_need) {
  const auto artifact = targeting();
  BOOST_CHECK(!geo_lookup_needed(*artifact, request("{}")));
  BOOST_CHECK(!geo_lookup_needed(*artifact, at("")));
  for (const std::string known :
       {"'city':''", "'latitude':0", "'longitude':1", "'countryCode':'US'", "'stateCode':'CA'"})
    BOOST_CHECK(!geo_lookup_needed(*artifact, at("'ipAddress':'1.2.3.4'," + known)));
  BOOST_CHECK(geo_lookup_needed(*artifact, at("'ipAddress':'1.2.3.4','zip':'1'")));
  BOOST_CHECK(!geo_lookup_needed(*compiled(artifact_text("")), at("'ipAddress':'1.2.3.4'")));
}

BOOST_AUTO_TEST_CASE(answers_come_in_the_body_then_in_headers) {
  const auto given = decided_geo(at("'ipAddress':'1.2.3.4','zip':'1'"));
  const auto body = value("{'x-geo-latitude':'37.75x','x-geo-longitude':-122.4,'x-geo-country-code'"
                          ":'US','x-geo-city':null,'x-forwarded-for':'9.9.9.9'}");
  const http_headers headers{{"X-Geo-City", "Oslo"}, {"X-GEO-COUNTRY-CODE", "NO"}};
  const auto place = apply_geo_answer(given, body, headers);
  BOOST_CHECK_EQUAL(*place.latitude, 37.75);
  BOOST_CHECK_EQUAL(*place.longitude, -122.4);
  BOOST_CHECK_EQUAL(*place.country_code, "US");
  BOOST_CHECK_EQUAL(*place.city, "Oslo");
  BOOST_CHECK(!place.state_code);
  BOOST_CHECK_EQUAL(*place.ip_address, "9.9.9.9");
  BOOST_CHECK_EQUAL(*place.zip, "1");
}

BOOST_AUTO_TEST_CASE(an_empty_answer_changes_nothing) {
  const auto given = decided_geo(at("'ipAddress':'1.2.3.4'"));
  BOOST_CHECK(apply_geo_answer(given, json::object()) == given);
  BOOST_CHECK(apply_geo_answer(given, json()) == given);
  BOOST_CHECK(apply_geo_answer(given, value("{'x-geo-latitude':'north','x-geo-longitude':''}"))
              == given);
}

BOOST_AUTO_TEST_CASE(empty_texts_of_an_answer_say_nothing) {
  const auto given = decided_geo(at("'ipAddress':'1.2.3.4','zip':'1'"));
  const auto empty = value("{'x-geo-latitude':'','x-geo-country-code':'','x-geo-region-code':'',"
                           "'x-geo-city':'','x-forwarded-for':''}");
  BOOST_CHECK(apply_geo_answer(given, empty) == given);
  const http_headers headers{{"x-geo-city", "Oslo"}, {"x-geo-region-code", ""}};
  const auto place = apply_geo_answer(given, empty, headers);
  BOOST_CHECK_EQUAL(place.city.value_or("none"), "Oslo");
  BOOST_CHECK(!place.state_code);
}

// The service refuses a request with one, and all its impressions would be lost.
BOOST_AUTO_TEST_CASE(empty_texts_are_decided_with_but_not_sent) {
  rule_text rule{.condition = "{'===':['',{'var':'geo.city'}]}"};
  const auto artifact =
    compiled(artifact_text("'hero':[" + rule() + "]", "", "'responseTokens':['geo.city'],"));
  const auto asked =
    request("{'context':{'channel':'web','geo':{'ipAddress':'','countryCode':'US','stateCode':'',"
            "'city':'','zip':'','latitude':0}},'execute':{'mboxes':[{'name':'hero'}]}}");
  const auto made = decided(artifact, asked);
  check_json(made.response.execute->mboxes[0].options[0].response_tokens->dump(),
             "{'activity.decisioningMethod':'on-device','geo.city':''}");
  check_json(to_json_text(*impression_request(asked, made).context->geo),
             "{'latitude':0,'countryCode':'US'}");
}

BOOST_AUTO_TEST_CASE(the_answer_is_decided_with) {
  rule_text rule{.condition = "{'==':['SF',{'var':'geo.city'}]}"};
  const auto artifact = compiled(artifact_text(
    "'hero':[" + rule() + "]", "", "'geoTargetingEnabled':true,'responseTokens':['geo.city'],"));
  const auto asked = request("{'context':{'channel':'web','geo':{'ipAddress':'1.2.3.4'}},'execute':"
                             "{'mboxes':[{'name':'hero'}]}}");
  BOOST_CHECK(!decided(artifact, asked).response.execute->mboxes[0].options.has_value());
  decide_call call;
  call.geo = apply_geo_answer(decided_geo(asked), value("{'x-geo-city':'SF'}"));
  const auto made = decided(artifact, asked, {}, call);
  check_json(made.response.execute->mboxes[0].options[0].response_tokens->dump(),
             "{'activity.decisioningMethod':'on-device','geo.city':'SF'}");
  BOOST_CHECK_EQUAL(*impression_request(asked, made).context->geo->city, "SF");
}

BOOST_AUTO_TEST_SUITE_END()
