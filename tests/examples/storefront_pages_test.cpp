// The pages of the storefront, as its visitors see them.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <algorithm>
#include <cmath>
#include <set>

#include "tests/examples/storefront_fixture.hpp"

namespace data = boost::unit_test::data;
using namespace target_sdk;
using namespace target_sdk::testing;

namespace {

constexpr const char* organization = "1234567890ABCDEF12345678@AdobeOrg";

struct shop_fixture {
  edge_process edge = shop_edge();
  storefront_process shop{edge};
};

/// The JSON value that the page assigns to a member of `window`.
json script_value(const test_support::fetched& page, const std::string& before,
                  const std::string& after) {
  const auto text = between(page.body, before, after);
  BOOST_TEST(text.find('<') == std::string::npos);
  const auto value = json::parse(text);
  BOOST_REQUIRE_MESSAGE(value, "no JSON: " + text);
  return *value;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(storefront_pages, shop_fixture)

BOOST_DATA_TEST_CASE_F(shop_fixture, what_is_there_is_answered,
                       data::make({"/", "/products", "/products?category=Shoes",
                                   "/products/cirrus-shell", "/healthz", "/style.css", "/events.js",
                                   "/pictures.svg", "/favicon.svg"}),
                       target) {
  const auto page = visitor_browser(shop).get(target);
  BOOST_TEST(page.status == 200);
  BOOST_TEST(!page.body.empty());
}

BOOST_DATA_TEST_CASE_F(shop_fixture, what_is_not_there_is_404,
                       data::make({"/nothing", "/products/", "/products/no-such-thing",
                                   "/products/../../etc/passwd", "/assets/products.json"}),
                       target) {
  const auto page = visitor_browser(shop).get(target);
  BOOST_TEST(page.status == 404);
  BOOST_TEST(contains(page.body, "Back to the shop"));
}

#ifdef TARGET_SDK_HAS_PROMETHEUS
BOOST_AUTO_TEST_CASE(prometheus_finds_the_figures) {
  visitor_browser visitor(shop);
  BOOST_TEST(visitor.get("/").status == 200);
  const auto figures = visitor.get("/metrics");
  BOOST_TEST(figures.status == 200);
  BOOST_TEST(contains(figures.head, "Content-Type: text/plain; version=0.0.4"), figures.head);
  BOOST_TEST(!contains(figures.body, "\ntarget_sdk_attempts_total 0\n"));
  BOOST_TEST(contains(figures.body, "\ntarget_sdk_attempts_total "), figures.body);
}
#endif

BOOST_AUTO_TEST_CASE(methods_are_checked) {
  visitor_browser visitor(shop);
  BOOST_TEST(visitor.get("/events").status == 405);
  BOOST_TEST(visitor.post("/products", "").status == 405);
}

BOOST_AUTO_TEST_CASE(a_list_holds_its_category_alone) {
  visitor_browser visitor(shop);
  const auto shoes = visitor.get("/products?category=Shoes").body;
  BOOST_TEST(contains(shoes, "Moraine hiking boots"));
  BOOST_TEST(!contains(shoes, "Cirrus rain shell"));
  BOOST_TEST(contains(visitor.get("/products?category=Boats").body, "nothing like that"));
}

BOOST_AUTO_TEST_CASE(a_visitor_keeps_the_banner_and_others_can_get_the_other) {
  std::set<std::string> seen;
  for (int i = 0; i < 40 && seen.size() < 2; ++i) {
    visitor_browser visitor(shop);
    const auto first = banner_of(visitor.get("/"));
    for (int reload = 0; reload < 3; ++reload)
      BOOST_TEST(banner_of(visitor.get("/")) == first);
    seen.insert(first);
  }
  BOOST_TEST((seen == std::set<std::string>{"hero calm", "hero loud"}));
}

BOOST_AUTO_TEST_CASE(a_flag_decides_how_one_buys) {
  std::set<std::string> seen;
  for (int i = 0; i < 40 && seen.size() < 2; ++i) {
    visitor_browser visitor(shop);
    const auto page = visitor.get("/products/tarn-20");
    const auto checkout = between(page.body, "data-checkout=\"", "\"");
    BOOST_TEST(contains(page.body, checkout == "new" ? "Buy now, in one step" : "Add to cart"));
    BOOST_TEST(contains(page.body, checkout == "new" ? "More like this" : "Bestsellers"));
    BOOST_TEST(contains(page.body, checkout == "new" ? R"(max="100")" : R"(max="50")"));
    BOOST_TEST(between(visitor.get("/products/tarn-20").body, "data-checkout=\"", "\"")
               == checkout);
    seen.insert(checkout);
  }
  BOOST_TEST((seen == std::set<std::string>{"new", "old"}));
}

BOOST_AUTO_TEST_CASE(an_action_of_the_page_load_colours_the_button) {
  const auto style = between(visitor_browser(shop).get("/products/tarn-20").body,
                             "<button id=\"buy\" style=\"", "\"");
  BOOST_TEST((style == "background-color: #1a7f37; " || style == "background-color: #d9730d; "),
             style);
}

BOOST_AUTO_TEST_CASE(the_four_parts_of_a_page_are_one_request) {
  visitor_browser visitor(shop);
  for (const char* target : {"/", "/products", "/products/tarn-20"})
    BOOST_TEST(between(visitor.get(target).body, "<dd id=\"cost\">", "</dd>")
               == "4 asks, 1 request");
  const auto calls = recorded(edge, "request");
  BOOST_REQUIRE(calls.size() == 3u);
  BOOST_TEST(calls[0]["request"]["execute"]["mboxes"].size() == 3u); // hero, promo, flags
  const auto sdid = [](const json& call) {
    return call["request"]["experienceCloud"]["analytics"]["supplementalDataId"].dump();
  };
  BOOST_TEST(sdid(calls[0]) != sdid(calls[1]));
  BOOST_TEST(sdid(calls[1]) != sdid(calls[2]));
  for (const auto& call : calls) {
    BOOST_TEST(call["sessionId"].string_or_empty() == calls[0]["sessionId"].string_or_empty());
    BOOST_TEST(call["id"]["tntId"].dump() == calls[0]["id"]["tntId"].dump());
  }
}

BOOST_AUTO_TEST_CASE(target_is_told_of_the_page_and_the_browser) {
  BOOST_TEST(visitor_browser(shop).get("/products?category=Camp").status == 200);
  const auto context = recorded(edge, "request").at(0)["request"]["context"];
  BOOST_TEST(context["address"]["url"].string_or_empty() == shop.url("/products?category=Camp"));
  BOOST_TEST(context["userAgent"].string_or_empty() == "Mozilla/5.0 (X11; Linux x86_64)");
  BOOST_TEST(context["geo"]["ipAddress"].string_or_empty() == "127.0.0.1");
}

BOOST_AUTO_TEST_CASE(the_browser_keeps_two_cookies) {
  const auto lines = cookies_of(visitor_browser(shop).get("/"));
  BOOST_REQUIRE(lines.size() == 2u);
  BOOST_TEST(lines.begin()->starts_with("mbox=session#"));
  BOOST_TEST(lines.begin()->ends_with("; Path=/; SameSite=Lax"));
  BOOST_TEST(*lines.rbegin() == "mboxEdgeCluster=35; Max-Age=1860; Path=/; SameSite=Lax");
}

BOOST_AUTO_TEST_CASE(behind_a_proxy_cookies_are_secure_and_it_names_the_visitor) {
  const storefront_process behind(edge, {"--behind-proxy"});
  visitor_browser visitor(behind, {"X-Forwarded-For: 198.51.100.7, 192.0.2.1"});
  const auto page = visitor.get("/");
  for (const auto& line : cookies_of(page))
    BOOST_TEST(contains(line, "; Secure"), line);
  BOOST_TEST(contains(page.body, "Prices in Swiss francs"));
}

BOOST_AUTO_TEST_CASE(without_a_proxy_nobody_else_names_the_visitor) {
  visitor_browser visitor(shop, {"X-Forwarded-For: 198.51.100.7"});
  BOOST_TEST(contains(visitor.get("/").body, "Free delivery from 50 euros."));
}

BOOST_AUTO_TEST_CASE(a_qa_link_lasts_for_the_session) {
  visitor_browser visitor(shop);
  const auto landing = visitor.get("/?at_preview_token=abc&at_preview_index=1_2");
  BOOST_TEST(cookies_of(landing).size() == 3u);
  visitor.get("/products");
  const auto calls = recorded(edge, "request");
  BOOST_REQUIRE(calls.size() == 2u);
  for (const auto& call : calls)
    BOOST_TEST(call["request"]["qaMode"].dump()
               == R"({"token":"abc","previewIndexes":[{"activityIndex":1,"experienceIndex":2}]})");
  visitor.get("/?at_preview_token=");
  BOOST_TEST(recorded(edge, "request").at(2)["request"]["qaMode"].is_null());
}

BOOST_AUTO_TEST_CASE(client_hints_are_asked_for_and_told) {
  visitor_browser visitor(shop, {"Sec-CH-UA: \"Chromium\";v=\"121\"", "Sec-CH-UA-Mobile: ?1",
                                 "Sec-CH-UA-Platform: \"Android\""});
  const auto page = visitor.get("/");
  BOOST_TEST(contains(page.head, "\r\nAccept-CH: Sec-CH-UA-"));
  const auto hints = recorded(edge, "request").at(0)["request"]["context"]["clientHints"];
  BOOST_TEST(hints.dump()
             == R"({"mobile":true,"platform":"Android",)"
                R"("browserUAWithMajorVersion":"\"Chromium\";v=\"121\""})");
}

BOOST_AUTO_TEST_CASE(the_experience_cloud_id_comes_along) {
  visitor_browser visitor(
    shop, {"Cookie: AMCV_1234567890ABCDEF12345678%40AdobeOrg=1%7CMCMID%7C12345678901234567890"});
  const auto page = visitor.get("/");
  const auto calls = recorded(edge, "request");
  BOOST_REQUIRE(calls.size() == 1u);
  BOOST_TEST(calls[0]["request"]["id"]["marketingCloudVisitorId"].string_or_empty()
             == "12345678901234567890");
}

BOOST_AUTO_TEST_CASE(the_page_tells_scripts_what_the_server_knows) {
  const auto page = visitor_browser(shop).get("/");
  const auto state = script_value(page, "true, serverState: ", "};\n");
  json hero;
  for (const auto mbox : state["response"]["execute"]["mboxes"].elements())
    if (mbox["name"].string_or_empty() == "hero")
      hero = state.part(mbox);
  BOOST_TEST(contains(page.body, std::string(hero["options"].at(0)["content"].string_or_empty())));
  const auto visitor = script_value(page, "window.visitorState = ", ";\n");
  const auto sdid = visitor[organization]["sdid"]["supplementalDataIDCurrent"];
  BOOST_TEST(sdid.dump()
             == recorded(edge, "request")
                  .at(0)["request"]["experienceCloud"]["analytics"]["supplementalDataId"]
                  .dump());
}

BOOST_AUTO_TEST_CASE(what_comes_from_outside_is_escaped) {
  visitor_browser visitor(shop, {"User-Agent: </script><script>alert(1)</script>"});
  const auto page =
    visitor.get("/products?category=%3Cscript%3Ealert(2)%3C%2Fscript%3E%22%27").body;
  BOOST_TEST(!contains(page, "<script>alert"));
  BOOST_TEST(contains(page, "<h1>&lt;script&gt;alert(2)&lt;/script&gt;&quot;&#39;</h1>"));
}

BOOST_AUTO_TEST_CASE(odd_headers_cost_no_page) {
  for (const char* header : {"User-Agent: \xff\xfe", "Host:", "Referer: \xff", "Cookie: mbox=%%%",
                             "Cookie: mbox=PC#; mbox=session##|PC##; mboxEdgeCluster=../..",
                             "Cookie: AMCV_1234567890ABCDEF12345678%40AdobeOrg=%"}) {
    const auto page = visitor_browser(shop, {header}).get("/");
    BOOST_TEST(page.status == 200, header);
    BOOST_TEST(banner_of(page) != "", header);
  }
}

BOOST_AUTO_TEST_CASE(personal_pages_are_not_cached_and_say_their_times) {
  const auto head = visitor_browser(shop).get("/").head;
  BOOST_TEST(contains(head, "\r\nCache-Control: private, no-store\r\n"));
  const auto own = std::stod(between(head, "\r\nServer-Timing: own;dur=", ","));
  const auto target = std::stod(between(head, ", target;dur=", ","));
  const auto effective = std::stod(between(head, ", effective;dur=", "\r\n"));
  BOOST_TEST(own >= 20);
  BOOST_TEST(target > 0);
  BOOST_TEST(std::abs(effective - std::max(0.0, target - own)) < 0.15);
}

BOOST_AUTO_TEST_SUITE_END()
