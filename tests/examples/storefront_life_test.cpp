// The storefront when Target is away, when much comes at once, when clients misbehave, and at its
// end.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <chrono>
#include <thread>

#include "tests/examples/storefront_fixture.hpp"
#include "tests/support/built_file.hpp"

namespace data = boost::unit_test::data;
using namespace target_sdk::testing;
using namespace std::chrono_literals;
using target_sdk::test_support::eventually;
using target_sdk::test_support::raw_socket;

namespace {

constexpr const char* get_home = "GET / HTTP/1.1\r\nHost: shop\r\n\r\n";
constexpr const char* get_home_and_close =
  "GET / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n";
constexpr const char* get_health_and_close =
  "GET /healthz HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n";
constexpr const char* ok = "HTTP/1.1 200 OK\r\n";

bool is_default(const std::string& page) {
  return contains(page, "<section class=\"hero\"><h1>For the days outside</h1>")
         && contains(page, "Ember enamel mug") && contains(page, "No offers: ");
}

} // namespace

BOOST_AUTO_TEST_SUITE(storefront_life)

// The port may be taken here; then it says where it wanted to listen.
BOOST_AUTO_TEST_CASE(it_listens_on_the_loopback_by_default) {
  const auto words = first_words({storefront_program(), "--target", "127.0.0.1:1"});
  BOOST_TEST((words == "listening on http://127.0.0.1:8081"
              || words.starts_with("storefront: cannot listen on 127.0.0.1:8081: ")),
             words);
}

BOOST_AUTO_TEST_CASE(without_target_there_is_default_content) {
  const storefront_process shop(shop_command("127.0.0.1:1"));
  visitor_browser visitor(shop);
  const auto page = visitor.get("/");
  BOOST_TEST(page.status == 200);
  BOOST_TEST(is_default(page.body), page.body);
  BOOST_TEST(!contains(page.head, "Set-Cookie"));
  BOOST_TEST(!contains(page.body, "targetGlobalSettings"));
  const auto product = visitor.get("/products/tarn-20");
  BOOST_TEST(product.status == 200);
  BOOST_TEST(contains(product.body, "data-events=\"\">Add to cart"));
  BOOST_TEST(visitor.get("/healthz").status == 200);
}

BOOST_AUTO_TEST_CASE(a_page_does_not_wait_for_a_slow_target) {
  const auto edge = shop_edge({"--latency", "60000"});
  const storefront_process shop(edge, {"--target-deadline", "200"});
  const auto page = visitor_browser(shop).get("/");
  BOOST_TEST(page.status == 200);
  BOOST_TEST(is_default(page.body), page.body);
  BOOST_TEST(contains(page.body, "No offers: timeout"));
}

BOOST_DATA_TEST_CASE(broken_answers_of_target_give_default_content,
                     data::make({"garbage:1", "reset:1", "truncate:1", "400:1"}), fault) {
  const auto edge = shop_edge({"--fault", fault});
  const storefront_process shop(edge);
  const auto page = visitor_browser(shop).get("/");
  BOOST_TEST(page.status == 200);
  BOOST_TEST(is_default(page.body), page.body);
}

BOOST_AUTO_TEST_CASE(many_pages_are_under_way_at_a_time) {
  const auto edge = shop_edge();
  // One after the other they would take 300 s, on as many threads as a machine has cores not much
  // less.
  const storefront_process shop(edge, {"--database-time", "3000"});
  const auto start = std::chrono::steady_clock::now();
  std::vector<raw_socket> browsers;
  for (int i = 0; i < 100; ++i) {
    browsers.emplace_back(shop.port());
    BOOST_REQUIRE(browsers.back().send(get_home_and_close));
  }
  for (auto& browser : browsers) {
    const auto page = browser.receive_all();
    BOOST_TEST(page.starts_with(ok), page);
    BOOST_TEST(contains(page, "<section class=\"hero "), page);
  }
  BOOST_TEST((std::chrono::steady_clock::now() - start < 15s));
  BOOST_TEST(recorded(edge, "request").size() == 100u);
}

BOOST_AUTO_TEST_CASE(a_connection_serves_one_page_after_the_other) {
  const auto edge = shop_edge();
  const storefront_process shop(edge);
  raw_socket browser(shop.port());
  BOOST_REQUIRE(browser.send(std::string(get_home) + get_home + get_home_and_close));
  const auto pages = browser.receive_all();
  std::size_t count = 0;
  for (auto at = pages.find(ok); at != std::string::npos; at = pages.find(ok, at + 1))
    ++count;
  BOOST_TEST(count == 3u);
}

BOOST_AUTO_TEST_CASE(a_head_is_a_page_without_its_body) {
  const auto edge = shop_edge();
  const storefront_process shop(edge);
  raw_socket browser(shop.port());
  BOOST_REQUIRE(browser.send("HEAD / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n"));
  const auto head = browser.receive_all();
  BOOST_TEST(head.starts_with(ok));
  BOOST_TEST(head.ends_with("\r\n\r\n"));
  BOOST_TEST(std::stoi(between(head, "\r\nContent-Length: ", "\r\n")) > 1000);
}

BOOST_AUTO_TEST_CASE(requests_that_are_none_are_refused) {
  const storefront_process shop(shop_command("127.0.0.1:1"));
  const auto answer_to = [&](const std::string& text) {
    raw_socket browser(shop.port());
    (void)browser.send(text);
    return browser.receive_all().substr(0, 13);
  };
  BOOST_TEST(answer_to("EHLO there\r\n\r\n") == "HTTP/1.1 400 ");
  BOOST_TEST(answer_to("GET / HTTP/1.1\r\nX: " + std::string(40'000, 'x') + "\r\n\r\n")
             == "HTTP/1.1 431 ");
  BOOST_TEST(answer_to("POST /events HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n")
             == "HTTP/1.1 413 ");
  BOOST_TEST(answer_to(get_health_and_close) == "HTTP/1.1 200 ");
}

BOOST_AUTO_TEST_CASE(who_dawdles_is_cut_off) {
  const storefront_process shop(shop_command("127.0.0.1:1", {"--read-time", "300"}));
  raw_socket silent(shop.port());
  raw_socket slow(shop.port());
  BOOST_REQUIRE(slow.send("GET / HTTP/1.1\r\nHost: "));
  BOOST_TEST(silent.receive_all() == "");
  BOOST_TEST(silent.error() == 0);
  BOOST_TEST(slow.receive_all() == "");
  BOOST_TEST(slow.error() == 0);
}

BOOST_AUTO_TEST_CASE(more_connections_than_allowed_wait_their_turn) {
  const storefront_process shop(shop_command("127.0.0.1:1", {"--max-connections", "1"}));
  raw_socket first(shop.port());
  const auto is_served = [&first] {
    return first.send("GET /healthz HTTP/1.1\r\nHost: shop\r\n\r\n")
           && first.receive_until("ok\n").ends_with("ok\n");
  };
  BOOST_REQUIRE(is_served());
  raw_socket second(shop.port());
  BOOST_REQUIRE(second.send(get_health_and_close));
  for (int i = 0; i < 20; ++i)
    BOOST_REQUIRE(is_served());
  BOOST_TEST(!second.has_received());
  first.close();
  BOOST_TEST(second.receive_all().starts_with(ok));
}

BOOST_DATA_TEST_CASE(a_signal_ends_it_after_the_pages_under_way, data::make({SIGTERM, SIGINT}),
                     signal) {
  const auto edge = shop_edge();
  storefront_process shop(edge, {"--database-time", "1000"});
  raw_socket idle(shop.port());
  raw_socket browser(shop.port());
  BOOST_REQUIRE(browser.send(get_home));
  std::this_thread::sleep_for(300ms);
  shop.child().send_signal(signal);
  BOOST_TEST(idle.receive_all() == "");
  const auto page = browser.receive_all();
  BOOST_TEST(page.starts_with(ok), page);
  BOOST_TEST(contains(page, "\r\nConnection: close\r\n"));
  BOOST_TEST(contains(page, "<section class=\"hero "));
  BOOST_TEST(shop.child().wait(20s).value_or(-1) == 0);
}

BOOST_AUTO_TEST_CASE(the_demo_starts_both_and_ends_both) {
  storefront_process demo(
    {"sh", STOREFRONT_FOLDER "/demo.sh", target_sdk::test_support::targetctl_program(),
     SHOP_ARTIFACT, storefront_program(), "--listen", "127.0.0.1:0", "--target-deadline", "10000"});
  BOOST_TEST(contains(visitor_browser(demo).get("/").body, "<section class=\"hero "));
  demo.child().send_signal(SIGTERM);
  BOOST_TEST(demo.child().wait(20s).value_or(-1) == 0);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_at_the_start_is_said) {
  const target_sdk::test_support::temp_dir directory;
  const auto start = [&](std::vector<std::string> more) {
    more.insert(more.begin(), storefront_program());
    return run(std::move(more));
  };
  BOOST_TEST(start({"--listen"}).status == 2);
  BOOST_TEST(start({"--target-deadline", "0"}).status == 2);
  const auto nowhere = start({"--listen", "8081"});
  BOOST_TEST(nowhere.status == 1);
  BOOST_TEST(contains(nowhere.err, "cannot listen on 8081: expected ADDRESS:PORT"));
  const storefront_process running(shop_command("127.0.0.1:1"));
  const auto taken = start({"--listen", running.url().substr(7)});
  BOOST_TEST(taken.status == 1);
  BOOST_TEST(contains(taken.err, "Address already in use"));
  BOOST_TEST(contains(start({"--assets", directory.path().string()}).err, "cannot read "));
  const auto config = directory.write("config.json", R"({"client": "me", "colour": "red"})");
  const auto unknown = start({"--config", config});
  BOOST_TEST(unknown.status == 1);
  BOOST_TEST(contains(unknown.err, "config.json: colour is unknown here"));
}

BOOST_AUTO_TEST_CASE(a_file_configures_the_client) {
  const auto edge = shop_edge();
  const target_sdk::test_support::temp_dir directory;
  const auto config = directory.write("config.json", R"({"client": "othershop",
    "organizationId": "0123@AdobeOrg", "propertyToken": "p1", "secure": false, "serverDomain": ")"
                                                       + edge.authority() + "\"}");
  const storefront_process shop(
    {storefront_program(), "--listen", "127.0.0.1:0", "--config", config});
  const auto page = visitor_browser(shop).get("/");
  BOOST_TEST(page.status == 200);
  BOOST_TEST(contains(page.body, "\"0123@AdobeOrg\""));
  const auto call = recorded(edge, "request").at(0);
  BOOST_TEST(call["request"]["property"]["token"].string_or_empty() == "p1");
}

BOOST_AUTO_TEST_SUITE_END()
