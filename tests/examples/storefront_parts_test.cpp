// The pure parts of the storefront.
#include <boost/test/unit_test.hpp>

#include "examples/storefront/catalogue.hpp"
#include "examples/storefront/html_template.hpp"
#include "examples/storefront/page_content.hpp"
#include "examples/storefront/target_content.hpp"
#include "examples/web/messages.hpp"

using namespace storefront;

namespace {

target_offers page_load_with(const std::string& action) {
  target_sdk::offers offers;
  const auto actions = target_sdk::json::parse("[" + action + "]");
  BOOST_REQUIRE(actions);
  target_sdk::page_load_response page_load;
  page_load.options = {
    target_sdk::option{.type = target_sdk::option_type::actions, .content = *actions}};
  offers.response.execute = target_sdk::execute_response{.page_load = page_load};
  return offers;
}

} // namespace

BOOST_AUTO_TEST_SUITE(storefront_parts)

BOOST_AUTO_TEST_CASE(templates_escape_texts_and_insert_html) {
  const auto page = html_template::parse("<p title=\"{{a}}\">{{{b}}}{{none}}</p>{{a}}");
  BOOST_REQUIRE(page);
  BOOST_TEST(page->fill({{"a", "\"<&'>"}, {"b", "<b>{{a}}</b>"}})
             == "<p title=\"&quot;&lt;&amp;&#39;&gt;\"><b>{{a}}</b></p>&quot;&lt;&amp;&#39;&gt;");
}

BOOST_AUTO_TEST_CASE(braces_have_to_be_closed) {
  for (const char* text : {"{{a", "{{{a}}", "<p>{{a}</p>"})
    BOOST_TEST(!html_template::parse(text), text);
  BOOST_TEST(html_template::parse("p { margin: 0 }").has_value());
}

BOOST_AUTO_TEST_CASE(pages_are_found_by_their_path) {
  BOOST_TEST((find_page("/?x=1")->kind == page_kind::home));
  BOOST_TEST(find_page("/products?category=a%20b")->category == "a b");
  BOOST_TEST(find_page("/products?category=%ff")->category == "");
  BOOST_TEST(find_page("/products/mug")->product_id == "mug");
  for (const char* target : {"", "products", "/product", "/products/", "/productsmug", "*"})
    BOOST_TEST(!find_page(target), target);
}

BOOST_AUTO_TEST_CASE(parameters_of_a_query_are_decoded) {
  const auto b_of = [](const char* target) { return web::query_parameter(target, "b"); };
  BOOST_TEST(b_of("/a?a=1&b=x%20y+z%2B&b=2").value_or("none") == "x y z+");
  for (const char* target :
       {"", "/", "/?", "/?a=b", "/b=1", "/?bb=1&ab=2", "/?b", "/?b=", "/?&=&b"})
    BOOST_TEST(b_of(target).value_or("none") == "", target);
  for (const char* target : {"/?b=%", "/?b=%2", "/?b=%zz", "/?b=%ff", "/?b=%ED%A0%80"})
    BOOST_TEST(!b_of(target), target);
}

BOOST_AUTO_TEST_CASE(styles_cannot_leave_their_attribute) {
  const auto style = [](const std::string& content) {
    return style_of(
      page_load_with(R"({"type": "setStyle", "selector": "#buy", "content": )" + content + "}"),
      "#buy");
  };
  BOOST_TEST(style(R"({"color": "#fff"})") == "color: #fff; ");
  BOOST_TEST(style(R"({"color": "red; position: fixed"})") == "");
  BOOST_TEST(style(R"({"color\"": "red"})") == "");
  BOOST_TEST(style(R"("red")") == "");
  BOOST_TEST(style_of(page_load_with(R"({"type": "setStyle", "selector": "p"})"), "#buy") == "");
}

BOOST_AUTO_TEST_CASE(flags_are_bounded) {
  const auto flags = [](const std::string& values) {
    target_sdk::attributes attributes;
    attributes.values = *target_sdk::json::parse("{\"flags\": " + values + "}");
    return read_flags(attributes);
  };
  BOOST_TEST(flags(R"({"recommendations": {"count": 1000000}})").recommended == 8);
  BOOST_TEST(flags(R"({"recommendations": {"count": -1}})").recommended == 0);
  BOOST_TEST(flags(R"({"newCheckout": "yes"})").new_checkout == false);
  BOOST_TEST(flags(R"({"newCheckout": true})").new_checkout == true);
}

BOOST_AUTO_TEST_CASE(only_what_target_adds_is_effective) {
  using std::chrono::microseconds;
  const auto effective = [](int own, int target) {
    return page_times{.own_work = microseconds(own), .target = microseconds(target)}
      .effective_target()
      .count();
  };
  BOOST_TEST(effective(20'000, 5'000) == 0);
  BOOST_TEST(effective(20'000, 23'000) == 3'000);
}

BOOST_AUTO_TEST_CASE(a_broken_catalogue_is_said) {
  BOOST_TEST(!read_products("[{}"));
  const auto nameless = read_products(R"([{"id": "a", "name": "A"}, {"id": "b"}])");
  BOOST_REQUIRE(!nameless);
  BOOST_TEST(nameless.error().message.starts_with("product 2 "));
}

BOOST_AUTO_TEST_SUITE_END()
