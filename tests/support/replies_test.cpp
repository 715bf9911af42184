#include <boost/test/unit_test.hpp>

#include "tests/support/curl_fetch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/raw_socket.hpp"
#include "tests/support/test_server.hpp"

using namespace target_sdk::test_support;
using namespace std::chrono_literals;

namespace {

const std::string raw_get = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";

void accept_gzip(CURL* easy) {
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

struct fixture {
  test_server server;
  curl_client client{accept_gzip};

  fetched get(reply answer) {
    server.push(std::move(answer));
    return client.get(server.url("/x"));
  }

  std::string raw(reply answer, int* error = nullptr) {
    server.push(std::move(answer));
    raw_socket socket(server.port());
    BOOST_TEST(socket.send(raw_get));
    auto result = socket.receive_all();
    if (error)
      *error = socket.error();
    return result;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(replies, fixture)

BOOST_AUTO_TEST_CASE(status_reason_headers_and_body_arrive_as_scripted) {
  const auto result = get({.status = 418,
                           .reason = "Short And Stout",
                           .headers = {{"X-One", "1"}, {"X-Two", "2"}},
                           .body = "tea"});
  BOOST_TEST(result.code == CURLE_OK);
  BOOST_TEST(result.status == 418);
  BOOST_TEST(result.body == "tea");
  BOOST_TEST(contains(result.head, "HTTP/1.1 418 Short And Stout\r\n"));
  BOOST_TEST(contains(result.head, "X-One: 1\r\nX-Two: 2\r\n"));
  BOOST_TEST(contains(get(status_reply(503)).head, "HTTP/1.1 503 Service Unavailable\r\n"));
}

BOOST_AUTO_TEST_CASE(a_204_has_no_body_and_keeps_the_connection) {
  const auto result = get({.status = 204, .body = "ignored"});
  BOOST_TEST(result.code == CURLE_OK);
  BOOST_TEST(result.status == 204);
  BOOST_TEST(result.body.empty());
  BOOST_TEST(!contains(result.head, "Content-Length"));
  BOOST_TEST(get(json_reply("[1]")).body == "[1]");
  BOOST_TEST(server.counters().accepted == 1U);
}

BOOST_AUTO_TEST_CASE(a_delayed_reply_comes_late) {
  const auto start = std::chrono::steady_clock::now();
  BOOST_TEST(get({.body = "late", .delay = 120ms}).body == "late");
  const bool late = std::chrono::steady_clock::now() - start >= 120ms;
  BOOST_TEST(late);
}

BOOST_AUTO_TEST_CASE(a_truncated_reply_announces_its_full_length) {
  const std::string body(1000, 'b');
  const auto result = get(truncated_reply({.body = body}, 200));
  BOOST_TEST(result.code == CURLE_PARTIAL_FILE);
  BOOST_TEST(result.body.size() < body.size());
  int error = -1;
  const auto bytes = raw(truncated_reply({.body = body}, 100), &error);
  BOOST_TEST(bytes.size() == 100U);
  BOOST_TEST(contains(bytes, "Content-Length: 1000\r\n"));
  BOOST_TEST(error == 0);
}

BOOST_AUTO_TEST_CASE(a_cut_can_end_with_a_reset) {
  int error = 0;
  raw({.body = std::string(1000, 'b'), .cut_after = 100, .end = ending::reset}, &error);
  BOOST_TEST(error == ECONNRESET);
}

BOOST_AUTO_TEST_CASE(a_reset_reply_says_nothing) {
  int error = 0;
  BOOST_TEST(raw(reset_reply(), &error).empty());
  BOOST_TEST(error == ECONNRESET);
  BOOST_TEST(get(reset_reply()).code == CURLE_RECV_ERROR);
  BOOST_TEST(server.counters().responses_started == 0U);
}

BOOST_AUTO_TEST_CASE(an_unanswered_close_is_an_empty_reply) {
  BOOST_TEST(get({.cut_after = 0}).code == CURLE_GOT_NOTHING);
}

BOOST_AUTO_TEST_CASE(a_stall_ends_when_the_client_closes) {
  server.push(stall_reply());
  server.push({.body = "half", .cut_after = 20, .end = ending::stall});
  raw_socket silent(server.port());
  raw_socket half(server.port());
  BOOST_TEST(silent.send(raw_get));
  BOOST_TEST(server.wait_for_requests(1));
  BOOST_TEST(half.send(raw_get));
  BOOST_TEST(half.receive_until("HTTP/1.1 200 OK\r\nCon").size() == 20U);
  BOOST_TEST(server.counters().open == 2U);
  silent.close();
  BOOST_TEST(eventually([&] { return server.counters().open == 1; }));
  half.close();
  BOOST_TEST(eventually([&] { return server.counters().open == 0; }));
}

BOOST_AUTO_TEST_CASE(a_client_that_leaves_during_the_delay_is_noticed) {
  server.push({.delay = 1h});
  raw_socket socket(server.port());
  BOOST_TEST(socket.send(raw_get));
  BOOST_TEST(server.wait_for_requests(1));
  socket.close();
  BOOST_TEST(eventually([&] { return server.counters().open == 0; }));
  BOOST_TEST(server.counters().responses_started == 0U);
}

BOOST_AUTO_TEST_CASE(garbage_goes_out_as_it_is) {
  BOOST_TEST(raw(garbage_reply("no http\n")) == "no http\n");
  const auto result = get(garbage_reply());
  BOOST_TEST(result.code != CURLE_OK);
}

BOOST_AUTO_TEST_CASE(chunks_have_the_scripted_size) {
  const auto bytes = raw({.body = "abcdefg", .chunk_size = 3, .end = ending::close});
  BOOST_TEST(contains(bytes, "Transfer-Encoding: chunked\r\n"));
  BOOST_TEST(!contains(bytes, "Content-Length"));
  BOOST_TEST(bytes.ends_with("\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n1\r\ng\r\n0\r\n\r\n"));
  BOOST_TEST(get({.body = "abcdefg", .chunk_size = 3}).body == "abcdefg");
}

BOOST_AUTO_TEST_CASE(gzip_is_really_compressed) {
  const std::string body(10000, 'z');
  const auto bytes = raw({.body = body, .gzip = true, .end = ending::close});
  BOOST_TEST(bytes.size() < 500U);
  BOOST_TEST(contains(bytes, "Content-Encoding: gzip\r\n"));
  BOOST_TEST(get({.body = body, .gzip = true}).body == body);
  BOOST_TEST(get({.body = body, .gzip = true, .chunk_size = 7}).body == body);
  const auto bomb = get({.body = "[]", .fill_bytes = 5U << 20U, .gzip = true});
  BOOST_TEST(bomb.body.size() == (5U << 20U) + 2);
}

BOOST_AUTO_TEST_CASE(a_drip_pauses_between_its_pieces) {
  const auto start = std::chrono::steady_clock::now();
  const auto result = get({.body = "0123456789", .drip_bytes = 10, .drip_interval = 20ms});
  const auto pieces = (result.head.size() + result.body.size()) / 10;
  BOOST_TEST(result.body == "0123456789");
  const bool slow = std::chrono::steady_clock::now() - start >= (pieces - 1) * 20ms;
  BOOST_TEST(slow);
}

BOOST_AUTO_TEST_CASE(a_huge_body_is_generated) {
  constexpr std::size_t size = (32U << 20U) + 123;
  const auto plain = get({.body = "{}", .fill_bytes = size});
  BOOST_TEST(plain.code == CURLE_OK);
  BOOST_TEST(plain.body.size() == size + 2);
  BOOST_TEST(plain.body.substr(0, 4) == "{}  ");
  const auto chunked = get({.body = "{}", .fill_bytes = size, .chunk_size = 4096});
  BOOST_TEST(chunked.code == CURLE_OK);
  BOOST_TEST((chunked.body == plain.body));
}

BOOST_AUTO_TEST_CASE(a_body_without_length_ends_with_the_connection) {
  const auto bytes = raw({.body = "to the end", .no_length = true});
  BOOST_TEST(bytes == "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nto the end");
}

BOOST_AUTO_TEST_CASE(a_scripted_header_replaces_the_computed_one) {
  const auto result =
    get({.headers = {{"content-length", "50"}}, .body = "short", .end = ending::silent_close});
  BOOST_TEST(result.code == CURLE_PARTIAL_FILE);
}

BOOST_AUTO_TEST_CASE(closing_can_be_announced_or_not) {
  BOOST_TEST(contains(get({.end = ending::close}).head, "Connection: close"));
  const auto silent = get({.end = ending::silent_close});
  BOOST_TEST(!contains(silent.head, "Connection"));
  BOOST_TEST(eventually([&] { return server.counters().open == 0; }));
  BOOST_TEST(get(status_reply(200)).code == CURLE_OK);
  BOOST_TEST(server.counters().accepted == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
