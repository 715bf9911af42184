// A browser's request as a page's calls want it told.
#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <target_sdk/models/serialization.hpp>
#include <target_sdk/page_request.hpp>

#include "tests/delivery/fixture.hpp"

using namespace target_sdk;
using namespace std::string_literals;

namespace {

const std::string organization = "ORG@AdobeOrg";

page_request read_page(browser_request from) {
  return read_page_request(from, organization);
}

context read_context(browser_request from) {
  return read_page(std::move(from)).context;
}

/// The URL of the page; `none` without one.
std::string url_of(browser_request from) {
  const auto seen = read_context(std::move(from));
  return seen.address ? seen.address->url.value_or("none") : "none";
}

/// The address of the visitor; `none` without one.
std::string address_of(browser_request from) {
  const auto seen = read_context(std::move(from));
  return seen.geo ? seen.geo->ip_address.value_or("none") : "none";
}

} // namespace

BOOST_AUTO_TEST_SUITE(page_request)

BOOST_AUTO_TEST_CASE(a_page_of_a_browser) {
  const auto page = read_page({.url = "/shoes?size=42",
                               .headers = {{"host", "shop.example"},
                                           {"USER-AGENT", " Mozilla/5.0 "},
                                           {"Referer", "https://search.example/?q=shoes"},
                                           {"Cookie", "mbox=session#s#2000; mboxEdgeCluster=35"},
                                           {"cookie", "AMCV_ORG%40AdobeOrg=MCMID|7"},
                                           {"Sec-CH-UA", "\"Chromium\";v=\"91\""},
                                           {"Sec-CH-UA-Mobile", "?0"}},
                               .peer = "203.0.113.7"});
  BOOST_TEST(to_json_text(page.context)
             == R"({"channel":"web","address":{"url":"https://shop.example/shoes?size=42",)"
                R"("referringUrl":"https://search.example/?q=shoes"},)"
                R"("geo":{"ipAddress":"203.0.113.7"},"userAgent":"Mozilla/5.0","clientHints":)"
                R"({"mobile":false,"browserUAWithMajorVersion":"\"Chromium\";v=\"91\""}})");
  BOOST_TEST(page.visit.target_cookie == "session#s#2000");
  BOOST_TEST(page.visit.target_location_hint == "35");
  BOOST_TEST(page.visit.visitor_cookie == "MCMID|7");
  BOOST_TEST(page.set_cookie_lines().empty());
  BOOST_TEST(to_json_text(page.request()) == "{\"context\":" + to_json_text(page.context) + "}");
}

BOOST_AUTO_TEST_CASE(nothing_known_is_no_error) {
  const auto page = read_page({});
  BOOST_TEST(to_json_text(page.context) == R"({"channel":"web"})");
  BOOST_TEST((page.visit == visit{}));
  BOOST_TEST((!page.qa_mode && !page.preview));
}

BOOST_AUTO_TEST_CASE(a_target_becomes_absolute_and_what_the_caller_says_counts) {
  const http_headers fields{{"Host", "fields.example:8080"}};
  BOOST_TEST(url_of({.url = "/a", .headers = fields}) == "https://fields.example:8080/a");
  BOOST_TEST(url_of({.url = "/a", .headers = fields, .scheme = "http"})
             == "http://fields.example:8080/a");
  BOOST_TEST(url_of({.url = "/a", .headers = fields, .host = "said.example"})
             == "https://said.example/a");
  BOOST_TEST(url_of({.url = "http://url.example/a?b#c", .headers = fields})
             == "http://url.example/a?b#c");
  BOOST_TEST(url_of({.url = "http://url.example", .headers = fields}) == "http://url.example");
  BOOST_TEST(
    url_of(
      {.url = "http://inner:80/a?b", .headers = fields, .scheme = "https", .host = "said.example"})
    == "https://said.example/a?b");
  BOOST_TEST(url_of({.url = "?a=://b", .headers = fields})
             == "https://fields.example:8080/?a=://b");
  BOOST_TEST(url_of({.url = "/login?next=http://x/", .headers = fields})
             == "https://fields.example:8080/login?next=http://x/");
  BOOST_TEST(url_of({.url = "/a", .headers = {{":authority", "two.example"}}})
             == "https://two.example/a");
  BOOST_TEST(url_of({.url = "/a", .headers = {{"Host", "[2001:db8::1]:443"}}})
             == "https://[2001:db8::1]:443/a");
}

BOOST_AUTO_TEST_CASE(urls_that_cannot_be_passed_on_are_left_out) {
  const http_headers fields{{"Host", "a.example"}};
  for (const auto& url :
       {""s, "*"s, "a.example:443"s, "/a\nb"s, "/a\x7f"s, "/\xff"s, "/" + std::string(4096, 'a')})
    BOOST_TEST(url_of({.url = url, .headers = fields}) == "none", url);
  BOOST_TEST(url_of({.url = "/" + std::string(4078, 'a'), .headers = fields}).size() == 4096u);
  BOOST_TEST(url_of({.url = "/a"}) == "none");
  for (const auto& host : {""s,
                           "a b"s,
                           "a/b"s,
                           "a\r\nb"s,
                           "user@a"s,
                           "a?b"s,
                           "\xff"s,
                           "<a>"s,
                           "[::1"s,
                           "::1]"s,
                           "[]"s,
                           "[a]"s,
                           "[::1]443"s,
                           "a]"s,
                           "[::1]:x"s,
                           "a:65536"s,
                           "a:99999999999999999999"s,
                           "a:-1"s,
                           "a:8 0"s,
                           "a:1:2"s,
                           ":80"s}) {
    BOOST_TEST(url_of({.url = "/", .headers = {{"Host", host}}}) == "none", host);
    BOOST_TEST(url_of({.url = "/", .headers = {{"Host", host}, {"Host", "b.example"}}})
                 == "https://b.example/",
               host);
    BOOST_TEST(url_of({.url = "/", .headers = {{"Host", "b.example"}}, .host = host})
                 == "https://b.example/",
               host);
  }
  BOOST_TEST(url_of({.url = "https://a:65536/"}) == "none");
  BOOST_TEST(url_of({.url = "https://[::1/"}) == "none");
  for (const auto& host : {"a:65535"s, "a:0"s, "a:"s, "[::1]"s, "[::ffff:192.0.2.1]:80"s})
    BOOST_TEST(url_of({.url = "/", .headers = {{"Host", host}}}) == "https://" + host + "/");
}

BOOST_AUTO_TEST_CASE(cookies_that_cannot_be_passed_on_are_left_out_alone) {
  const auto visit_with = [](const std::string& name, const std::string& value) {
    const std::pair<std::string, std::string> good[] = {
      {"mbox", "session#s#2000"}, {"mboxEdgeCluster", "35"}, {"AMCV_ORG%40AdobeOrg", "MCMID|7"}};
    std::string all;
    for (const auto& [each, usual] : good)
      all += each + "=" + (each == name ? value : usual) + "; ";
    return read_page({.headers = {{"Cookie", all}}}).visit;
  };
  for (const auto& bad : {"a\r\nSet-Cookie: x"s, "a\nb"s, "\xFF#"s, "a\0b"s, "\xC3"s}) {
    const auto without_target = visit_with("mbox", bad);
    BOOST_TEST(without_target.target_cookie == "");
    BOOST_TEST(without_target.target_location_hint == "35");
    BOOST_TEST(without_target.visitor_cookie == "MCMID|7");
    BOOST_TEST(visit_with("mboxEdgeCluster", bad).target_location_hint == "");
    BOOST_TEST(visit_with("AMCV_ORG%40AdobeOrg", bad).visitor_cookie == "");
  }
  // Encoded once more, as some servers do.
  BOOST_TEST(visit_with("mbox", "session%23s%0D%0A").target_cookie == "");
}

BOOST_AUTO_TEST_CASE(schemes_are_those_of_pages_and_urls_have_a_bound) {
  const auto url_of = [](const browser_request& from) {
    const auto page = read_page_request(from, "o@AdobeOrg");
    return page.context.address ? page.context.address->url.value_or("") : std::string();
  };
  BOOST_TEST(url_of({.url = "/x", .scheme = "javascript", .host = "shop.example"})
             == "https://shop.example/x");
  BOOST_TEST(url_of({.url = "HTTP://shop.example/x"}) == "http://shop.example/x");
  BOOST_TEST(url_of({.url = "ftp://shop.example/x"}) == "");
  std::string link = "https://shop.example/?";
  while (link.size() < 12'000)
    link += "at_preview_index=1&";
  const auto page = read_page_request({.url = link + "at_preview_token=t"}, "o@AdobeOrg");
  BOOST_REQUIRE(page.qa_mode);
  BOOST_TEST(page.qa_mode->preview_indexes.size() == 30u);
  BOOST_REQUIRE(page.cookies.size() == 1u);
  BOOST_TEST(!page.cookies[0].value.empty());
  link.append(10'000'000, 'x');
  BOOST_TEST(!read_page_request({.url = link + "&at_preview_token=t"}, "o@AdobeOrg").qa_mode);
}

BOOST_AUTO_TEST_CASE(of_repeated_fields_the_first_usable_one_counts) {
  const auto seen = read_context({.headers = {{"User-Agent", ""},
                                              {"User-Agent", "a\x01"},
                                              {"User-Agent", std::string(4097, 'u')},
                                              {"User-Agent", "\xC3"},
                                              {"user-agent", "Mozilla"},
                                              {"User-Agent", "other"},
                                              {"Referer", "\x7F"}}});
  BOOST_TEST(seen.user_agent.value() == "Mozilla");
  BOOST_TEST(!seen.address);
}

BOOST_AUTO_TEST_CASE(the_visitor_is_the_peer_unless_proxies_are_trusted) {
  const http_headers fields{{"X-Forwarded-For", " 198.51.100.7 , 192.0.2.1"},
                            {"x-forwarded-for", "192.0.2.2"}};
  BOOST_TEST(address_of({.headers = fields, .peer = "192.0.2.9"}) == "192.0.2.9");
  BOOST_TEST(
    address_of({.headers = fields, .peer = "192.0.2.9", .address_header = "X-FORWARDED-FOR"})
    == "198.51.100.7");
  BOOST_TEST(address_of({.headers = fields, .peer = "192.0.2.9", .address_header = "X-Real-IP"})
             == "192.0.2.9");
  // The proxy's own address would place the visitor wrongly.
  BOOST_TEST(address_of({.headers = {{"X-Forwarded-For", "unknown"}},
                         .peer = "192.0.2.9",
                         .address_header = "X-Forwarded-For"})
             == "none");
}

BOOST_AUTO_TEST_CASE(addresses_as_sockets_and_proxies_write_them) {
  const std::pair<std::string, std::string> table[] = {
    {"203.0.113.7", "203.0.113.7"},
    {"203.0.113.7:4711", "203.0.113.7"},
    {"2001:db8::1", "2001:db8::1"},
    {"[2001:db8::1]", "2001:db8::1"},
    {"[2001:db8::1]:443", "2001:db8::1"},
    {"fe80::1%eth0", "fe80::1"},
    {"fe80::1%\r\nEvil: 1", "fe80::1"},
    {"::ffff:203.0.113.7", "203.0.113.7"},
    {"::FFFF:203.0.113.7", "203.0.113.7"},
    {"", "none"},
    {"localhost", "none"},
    {"203.0.113", "none"},
    {"203.0.113.7\r\nEvil: 1", "none"},
    {"unix:/run/shop.sock", "none"},
    {"1::2::3", "none"},
  };
  for (const auto& [peer, expected] : table)
    BOOST_TEST(address_of({.peer = peer}) == expected, peer);
}

BOOST_AUTO_TEST_CASE(the_id_that_a_redirect_hands_over_is_used_by_the_call) {
  testing::preparation preparation;
  const auto sdid = "0123456789ABCDEF-FEDCBA9876543210"s;
  const auto sent_with = [&](std::chrono::seconds age, const std::string& org) {
    const auto value = redirect_parameter(sdid, org, preparation.now - age);
    const auto page = read_page({.url = "/landing?adobe_mc_sdid=" + percent_encode(value)});
    get_offers call{.request = page.request(), .visit = page.visit};
    call.request.execute.emplace().page_load.emplace();
    return *preparation.completed(call).request.experience_cloud->analytics->supplemental_data_id;
  };
  BOOST_TEST(sent_with(std::chrono::seconds(10), organization) == sdid);
  BOOST_TEST(sent_with(std::chrono::seconds(31), organization) != sdid);
  BOOST_TEST(sent_with(std::chrono::seconds(10), "OTHER@AdobeOrg") != sdid);
  for (const char* broken : {"%zz", "", "SDID%3D%0A"}) {
    const auto page = read_page({.url = "/?adobe_mc_sdid="s + broken});
    BOOST_TEST(page.visit.redirect_parameter == "");
  }
}

BOOST_AUTO_TEST_CASE(what_is_read_can_be_sent) {
  const http_headers fields{
    {"Host", "shop.example"}, {"User-Agent", "</script>\xE2\x80\xA8"}, {"Referer", "'\"<&>"}};
  const auto page = read_page({.url = "/?<script>", .headers = fields, .peer = "::1"});
  get_offers call{.request = page.request(), .visit = page.visit};
  call.request.execute.emplace().page_load.emplace();
  BOOST_TEST(validate(testing::preparation{}.completed(call).request).has_value());
  const auto state = offers{.request = page.request()}.server_state();
  BOOST_TEST(state.find('<') == std::string::npos);
  BOOST_TEST(state.find("\xE2\x80\xA8") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
