#include "tests/actors/pool/pool_fixture.hpp"
#include "tests/support/test_server.hpp"

using namespace target_sdk;
using namespace target_sdk::test_support;
using namespace std::literals;

namespace {

/// A brotli stream of one uncompressed block.
std::string brotli_store(std::string_view data) {
  auto head = static_cast<std::uint32_t>((data.size() - 1) << 4 | 1u << 20);
  std::string result;
  for (int shift = 0; shift < 24; shift += 8)
    result.push_back(static_cast<char>(head >> shift & 0xff));
  return result.append(data) + '\x03';
}

/// A zstd frame of one raw block; at most 255 bytes.
std::string zstd_store(std::string_view data) {
  std::string result = "\x28\xb5\x2f\xfd\x20";
  result.push_back(static_cast<char>(data.size()));
  auto block = static_cast<std::uint32_t>(1 | data.size() << 3);
  for (int shift = 0; shift < 24; shift += 8)
    result.push_back(static_cast<char>(block >> shift & 0xff));
  return result.append(data);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(connection_pool, pool_fixture)

BOOST_AUTO_TEST_CASE(a_get_is_answered_with_status_headers_and_body) {
  test_server server;
  server.push({.status = 404, .reason = "Not Here", .headers = {{"X-One", "1"}}, .body = "no"});
  start();
  auto answer = exchange(get(server.url("/a?b=c")));
  BOOST_TEST_REQUIRE(!answer.failure);
  BOOST_TEST(answer.status == 404);
  BOOST_TEST(answer.reason == "Not Here");
  BOOST_TEST(header_of(answer, "x-one") == "1");
  BOOST_TEST(answer.body == "no");
  BOOST_TEST(answer.http_version == 11);
  BOOST_TEST(answer.timings.bytes_received == 2u);
  BOOST_TEST(answer.timings.total.count() > 0);
  BOOST_TEST(server.requests().at(0).target == "/a?b=c");
  BOOST_TEST(server.requests().at(0).method == "GET");
}

BOOST_AUTO_TEST_CASE(a_post_carries_its_body_and_exactly_its_headers) {
  test_server server;
  start();
  for (auto size : {2'000u, 500'000u, 3u << 20}) {
    std::string body(size, 'x');
    auto request = post(server.url("/p"), body);
    request.headers.emplace_back("X-Empty", "");
    BOOST_TEST(exchange(std::move(request)).status == 200);
    auto seen = server.requests().back();
    BOOST_TEST(seen.method == "POST");
    BOOST_TEST((seen.body == body));
    BOOST_TEST(seen.header("Content-Type") == "application/json");
    BOOST_TEST(seen.has_header("X-Empty"));
    BOOST_TEST(!seen.has_header("Expect"));
    BOOST_TEST(!seen.has_header("Cookie"));
    for (auto coding : {"gzip", "br", "zstd"})
      BOOST_TEST(contains(seen.header("Accept-Encoding"), coding));
  }
}

BOOST_AUTO_TEST_CASE(every_exchange_says_who_asks) {
  test_server server;
  start();
  BOOST_TEST(exchange(get(server.url("/"))).status == 200);
  auto request = post(server.url("/"), "{}");
  request.headers.emplace_back("User-Agent", "shop/1");
  BOOST_TEST(exchange(std::move(request)).status == 200);
  BOOST_TEST(server.requests().at(0).header("User-Agent") == "target-cpp-sdk/" TARGET_SDK_VERSION);
  BOOST_TEST(server.requests().at(1).header("User-Agent") == "shop/1");
}

BOOST_AUTO_TEST_CASE(a_post_without_body_or_type_sends_none) {
  test_server server;
  start();
  auto request = post(server.url(), "");
  request.headers.clear();
  BOOST_TEST(exchange(std::move(request)).status == 200);
  auto seen = server.requests().at(0);
  BOOST_TEST(seen.body.empty());
  BOOST_TEST(seen.header("Content-Length") == "0");
  BOOST_TEST(!seen.has_header("Content-Type"));
}

BOOST_AUTO_TEST_CASE(exchanges_leave_nothing_to_the_next_one) {
  test_server server;
  start();
  exchange(post(server.url(), "body"));
  exchange(get(server.url()));
  exchange(post(server.url(), "other"));
  auto seen = server.requests();
  BOOST_TEST(seen.at(1).method == "GET");
  BOOST_TEST(seen.at(1).body.empty());
  BOOST_TEST(!seen.at(1).has_header("Content-Type"));
  BOOST_TEST(seen.at(2).body == "other");
}

BOOST_AUTO_TEST_CASE(every_exchange_has_its_own_url) {
  test_server one, other;
  start();
  for (auto target : {"/a?n=1", "/a?n=2", "/a?n=%202&m=/?", "/a?n=%C3%A9%2F&m=%c3", "/a?n=%2fa%2",
                      "/a", "/a?n=3", "/b?n=3", "/?n=4", "/a?n=5"}) {
    for (auto* server : {&one, &other, &one}) {
      BOOST_TEST(exchange(get(server->url(target))).status == 200);
      BOOST_TEST(server->requests().back().target == target);
    }
  }
  BOOST_TEST(exchange(get(one.url("/a?n=6#part"))).status == 200);
  BOOST_TEST(one.requests().back().target == "/a?n=6");
}

BOOST_AUTO_TEST_CASE(a_malformed_url_is_refused_after_a_good_one_too) {
  test_server server;
  start();
  for (auto query : {"/a?n=1 2", "/a?n=1\r\nX-Evil: 1", "/a?n=\x01", "/a?n=\x7f"}) {
    BOOST_TEST(exchange(get(server.url("/a?n=1"))).status == 200);
    auto answer = exchange(get(server.url(query)));
    BOOST_TEST_REQUIRE(answer.failure.has_value(), query);
    BOOST_TEST((answer.failure->kind == error_kind::invalid_request), answer.failure->message);
    BOOST_TEST(!answer.failure->sent);
  }
  for (auto relative : {"", "/x", "?n=2", "//localhost/x", "#x"}) {
    BOOST_TEST(exchange(get(server.url("/a?n=1"))).status == 200);
    auto answer = exchange(get(relative));
    BOOST_TEST_REQUIRE(answer.failure.has_value(), relative);
    BOOST_TEST((answer.failure->kind == error_kind::invalid_request), answer.failure->message);
    BOOST_TEST(answer.failure->permanent);
    BOOST_TEST((answer.timings == http_timings{}));
  }
  for (const auto& seen : server.requests())
    BOOST_TEST(seen.target == "/a?n=1");
}

BOOST_AUTO_TEST_CASE(a_question_mark_in_a_fragment_begins_no_query) {
  test_server server;
  start();
  for (int i = 0; i < 2; ++i)
    BOOST_TEST(exchange(get(server.url("/a#b?c"))).status == 200);
  for (const auto& seen : server.requests())
    BOOST_TEST(seen.target == "/a");
}

BOOST_AUTO_TEST_CASE(a_connection_is_kept_and_used_again) {
  test_server server;
  start();
  for (int i = 0; i < 20; ++i) {
    auto answer = exchange(get(server.url()));
    BOOST_TEST(answer.connection_reused == (i > 0));
    BOOST_TEST((answer.timings.connect.count() > 0) == (i == 0));
  }
  BOOST_TEST(server.counters().accepted == 1u);
  auto seen = statistics();
  BOOST_TEST(seen.exchanges == 20u);
  BOOST_TEST(seen.reused == 19u);
  BOOST_TEST(seen.open_connections == 1u);
  BOOST_TEST(seen.active == 0u);
  BOOST_TEST(seen.queued == 0u);
}

BOOST_AUTO_TEST_CASE(a_kept_connection_that_died_is_replaced_without_a_failure) {
  test_server server;
  server.push({.body = "{}", .end = ending::silent_close}, 5);
  start();
  for (int i = 0; i < 10; ++i)
    BOOST_TEST(exchange(post(server.url(), "x")).status == 200);
}

BOOST_AUTO_TEST_CASE(encoded_bodies_come_decoded) {
  const std::string text = "{\"offers\":[1,2,3]}";
  test_server server;
  server.push({.body = text, .gzip = true});
  server.push({.headers = {{"Content-Encoding", "br"}}, .body = brotli_store(text)});
  server.push({.headers = {{"Content-Encoding", "zstd"}}, .body = zstd_store(text)});
  server.push({.body = text, .gzip = true, .chunk_size = 7});
  start();
  for (int i = 0; i < 4; ++i) {
    auto answer = exchange(get(server.url()));
    BOOST_TEST_REQUIRE(!answer.failure, answer.failure->message);
    BOOST_TEST(answer.body == text);
  }
}

BOOST_AUTO_TEST_CASE(bodies_come_whole_however_they_are_sent) {
  const std::string text(100'000, 'y');
  test_server server;
  server.push({.body = text, .chunk_size = 1000});
  server.push({.body = text, .no_length = true});
  server.push({.body = "drip by drip", .drip_bytes = 3, .drip_interval = 1ms});
  server.push(status_reply(204));
  start();
  BOOST_TEST((exchange(get(server.url())).body == text));
  BOOST_TEST((exchange(get(server.url())).body == text));
  BOOST_TEST(exchange(get(server.url())).body == "drip by drip");
  auto empty = exchange(get(server.url()));
  BOOST_TEST(empty.status == 204);
  BOOST_TEST(empty.body.empty());
}

BOOST_AUTO_TEST_CASE(interim_answers_and_trailers_are_not_headers) {
  test_server server;
  server.push({.raw = "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n"
                      "HTTP/1.1 200 Fine\r\nX-Real: 2\r\nTransfer-Encoding: chunked\r\n\r\n"
                      "2\r\nok\r\n0\r\nX-Trailer: 3\r\n\r\n"});
  start();
  auto answer = exchange(get(server.url()));
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.reason == "Fine");
  BOOST_TEST(answer.body == "ok");
  BOOST_TEST(header_of(answer, "X-Early").empty());
  BOOST_TEST(header_of(answer, "X-Real") == "2");
  BOOST_TEST(header_of(answer, "X-Trailer").empty());
}

BOOST_AUTO_TEST_CASE(redirects_are_answers) {
  test_server server;
  server.push({.status = 302, .headers = {{"Location", server.url("/elsewhere")}}});
  start();
  BOOST_TEST(exchange(get(server.url())).status == 302);
  BOOST_TEST(server.counters().requests == 1u);
}

BOOST_AUTO_TEST_CASE(cookies_are_not_kept) {
  test_server server;
  server.push({.headers = {{"Set-Cookie", "a=b"}}, .body = "{}"});
  start();
  exchange(get(server.url()));
  exchange(get(server.url()));
  BOOST_TEST(!server.requests().at(1).has_header("Cookie"));
}

BOOST_AUTO_TEST_CASE(many_exchanges_at_once_find_their_own_answers) {
  test_server server;
  server.set_handler([](const recorded_request& seen) { return json_reply(seen.body); });
  start();
  std::map<std::uint64_t, std::string> expected;
  for (int i = 0; i < 500; ++i) {
    auto body = "{\"number\":" + std::to_string(i) + "}";
    expected[begin(post(server.url(), body))] = body;
  }
  for (const auto& answer : answers(500)) {
    BOOST_TEST(!answer.failure);
    BOOST_TEST(answer.body == expected.at(answer.token));
    expected.erase(answer.token);
  }
  BOOST_TEST(server.counters().accepted <= 100u);
}

BOOST_AUTO_TEST_CASE(messages_without_a_sender_are_dropped) {
  test_server server;
  start();
  caf::anon_send(pool(), get(server.url()));
  BOOST_TEST(exchange(get(server.url())).status == 200);
  BOOST_TEST(server.counters().requests == 1u);
}

BOOST_AUTO_TEST_CASE(unknown_messages_are_refused_and_do_no_harm) {
  test_server server;
  start();
  auto untyped = caf::actor_cast<caf::actor>(pool());
  caf::error seen;
  self()->request(untyped, 10s, 42).receive([] {}, [&](const caf::error& err) { seen = err; });
  BOOST_TEST((seen == caf::sec::unexpected_message));
  self()->send(untyped, std::string("?"));
  self()->send(untyped, caf::down_msg{});
  self()->send_exit(pool(), caf::exit_reason::normal);
  BOOST_TEST(exchange(get(server.url())).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
