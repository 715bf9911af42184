#include "tests/actors/pool/pool_fixture.hpp"
#include "tests/support/raw_socket.hpp"
#include "tests/support/test_server.hpp"

using namespace target_sdk;
using namespace target_sdk::test_support;
using namespace std::literals;

namespace {

/// A port on which connections neither stand nor fail: its queue of connections is full.
class deaf_port {
public:
  deaf_port() : handle_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    BOOST_TEST_REQUIRE(bind(handle_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    BOOST_TEST_REQUIRE(listen(handle_, 0) == 0);
    getsockname(handle_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    for (auto& filler : fillers_) {
      filler = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      (void)connect(filler, reinterpret_cast<sockaddr*>(&address), size);
    }
  }
  deaf_port(const deaf_port&) = delete;
  deaf_port& operator=(const deaf_port&) = delete;
  ~deaf_port() {
    for (auto filler : fillers_)
      ::close(filler);
    ::close(handle_);
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

private:
  int handle_;
  std::uint16_t port_ = 0;
  int fillers_[8];
};

/// A port that nobody listens on.
std::string dead_url() {
  test_server server;
  return server.url("/x");
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(pool_failures, pool_fixture)

BOOST_AUTO_TEST_CASE(a_refused_connection_is_transport_and_not_sent) {
  start();
  auto failure = failure_of(exchange(get(dead_url())));
  BOOST_TEST(failure.kind == error_kind::transport);
  BOOST_TEST(!failure.sent);
  BOOST_TEST(!failure.permanent);
  BOOST_TEST(contains(failure.message, "cannot connect to 127.0.0.1:"));
  BOOST_TEST(contains(failure.message, "Failed to connect to 127.0.0.1 port "));
  BOOST_TEST(!contains(failure.message, "connect to server"), failure.message);
}

BOOST_AUTO_TEST_CASE(an_unknown_host_is_named) {
  start();
  auto failure = failure_of(exchange(get("http://user:secret@no.such.host.invalid/")));
  BOOST_TEST(failure.kind == error_kind::transport);
  BOOST_TEST(!failure.sent);
  BOOST_TEST(failure.message == "cannot resolve no.such.host.invalid");
  BOOST_TEST(!contains(failure.message, "secret"));
}

BOOST_AUTO_TEST_CASE(a_connect_timeout_is_transport_and_not_sent) {
  deaf_port port;
  start();
  auto request = get(port.url());
  request.connect_timeout = 150ms;
  http_failure failure;
  auto time = time_of([&] { failure = failure_of(exchange(request)); });
  BOOST_TEST(failure.kind == error_kind::transport);
  BOOST_TEST(!failure.sent);
  BOOST_TEST(contains(failure.message, "no connection to 127.0.0.1:"));
  BOOST_TEST(contains(failure.message, "within 150 ms"));
  BOOST_TEST(time.count() >= 150);
}

BOOST_AUTO_TEST_CASE(the_deadline_holds_while_connecting) {
  deaf_port port;
  start();
  auto request = get(port.url());
  request.deadline = clock::now() + 100ms;
  auto failure = failure_of(exchange(request));
  BOOST_TEST(failure.kind == error_kind::timeout);
  BOOST_TEST(!failure.sent);
}

BOOST_AUTO_TEST_CASE(the_deadline_holds_while_the_server_stalls) {
  test_server server;
  server.set_default(stall_reply());
  start();
  auto request = get(server.url());
  auto deadline = clock::now() + 200ms;
  request.deadline = deadline;
  auto failure = failure_of(exchange(request));
  BOOST_TEST((clock::now() >= deadline));
  BOOST_TEST(failure.kind == error_kind::timeout);
  BOOST_TEST(failure.sent);
  BOOST_TEST(statistics().active == 0u);
  BOOST_TEST(statistics().open_connections == 0u);
}

BOOST_AUTO_TEST_CASE(deadlines_end_exchanges_in_their_own_order) {
  test_server server;
  server.set_default(stall_reply());
  start();
  std::vector<std::uint64_t> expected;
  auto now = clock::now();
  for (int i = 0; i < 10; ++i) {
    auto request = get(server.url());
    request.deadline = now + 300ms - i * 20ms;
    expected.insert(expected.begin(), begin(request));
  }
  std::vector<std::uint64_t> seen;
  for (const auto& answer : answers(10))
    seen.push_back(answer.token);
  BOOST_TEST(seen == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_deadline_in_the_past_sends_nothing) {
  test_server server;
  start();
  auto request = get(server.url());
  request.deadline = clock::now();
  auto failure = failure_of(exchange(request));
  BOOST_TEST(failure.kind == error_kind::timeout);
  BOOST_TEST(!failure.sent);
  BOOST_TEST(server.counters().accepted == 0u);
}

BOOST_AUTO_TEST_CASE(lost_connections_are_transport_and_maybe_sent) {
  test_server server;
  server.push(reset_reply());
  server.push({.cut_after = 0});
  server.push(truncated_reply(json_reply(std::string(1000, 'x')), 500));
  server.push({.body = std::string(1000, 'x'), .chunk_size = 100, .cut_after = 600});
  start();
  for (int i = 0; i < 4; ++i) {
    auto failure = failure_of(exchange(get(server.url())));
    BOOST_TEST(failure.kind == error_kind::transport, failure.message);
    BOOST_TEST(failure.sent);
    BOOST_TEST(!failure.permanent);
    BOOST_TEST(contains(failure.message, "127.0.0.1:"));
  }
  BOOST_TEST(exchange(get(server.url())).status == 200);
}

BOOST_AUTO_TEST_CASE(answers_that_are_no_http_are_malformed) {
  test_server server;
  server.push(garbage_reply());
  server.push(garbage_reply("HTTP/1.1 2x0 what\r\n\r\n"));
  server.push(garbage_reply("SSH-2.0-OpenSSH_9.2\r\n"));
  server.push({.headers = {{"Content-Encoding", "gzip"}}, .body = "this is no gzip stream at all"});
  start();
  for (int i = 0; i < 4; ++i) {
    auto failure = failure_of(exchange(get(server.url())));
    BOOST_TEST(failure.kind == error_kind::malformed_response, failure.message);
    BOOST_TEST(failure.sent);
  }
}

BOOST_AUTO_TEST_CASE(answers_beyond_the_limit_are_refused_however_they_come) {
  test_server server;
  server.push({.body = std::string(1001, 'x')});
  server.push({.body = std::string(1001, 'x'), .chunk_size = 10});
  server.push({.body = std::string(1001, 'x'), .no_length = true});
  server.push({.body = "[", .fill_bytes = 1u << 26, .gzip = true});
  server.push({.body = "[", .fill_bytes = 1u << 26, .gzip = true, .chunk_size = 1000});
  start();
  for (int i = 0; i < 5; ++i) {
    auto request = get(server.url());
    request.max_response_size = 1000;
    auto failure = failure_of(exchange(request));
    BOOST_TEST(failure.kind == error_kind::malformed_response);
    BOOST_TEST(failure.permanent);
    BOOST_TEST(contains(failure.message, "answer larger than 1000 bytes"));
    BOOST_TEST(statistics().open_connections == 0u);
  }
  server.push({.body = std::string(1000, 'x')});
  auto request = get(server.url());
  request.max_response_size = 1000;
  BOOST_TEST(exchange(request).body.size() == 1000u);
}

BOOST_AUTO_TEST_CASE(headers_without_end_are_refused) {
  test_server server;
  std::string head = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 400; ++i)
    head += "X-" + std::to_string(i) + ": " + std::string(1000, 'h') + "\r\n";
  server.push({.raw = head + "\r\n"});
  start();
  auto failure = failure_of(exchange(get(server.url())));
  BOOST_TEST(failure.kind == error_kind::malformed_response);
  BOOST_TEST(contains(failure.message, "oversized headers"));
}

BOOST_AUTO_TEST_CASE(a_head_beyond_libcurls_own_limits_is_refused_too) {
  const std::string long_text(150'000, 'h');
  const std::string chunk = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n";
  const std::string heads[] = {
    "HTTP/1.1 200 OK\r\nX-Long: " + long_text + "\r\nContent-Length: 2\r\n\r\n{}",
    "HTTP/1.1 200 OK\r\n" + long_text + ": 1\r\n\r\n{}",
    "HTTP/1.1 200 " + long_text + "\r\n\r\n{}",
    "HTTP/1.1 200 OK\r\nA: 1\r\nX-Long: " + long_text, // and no end
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nX-Long: " + long_text + "\r\n\r\n{}",
    chunk + "X-Long: " + long_text + "\r\n\r\n",
  };
  test_server server;
  start();
  for (const auto& head : heads) {
    server.push({.end = ending::stall, .raw = head});
    auto failure = failure_of(exchange(get(server.url())));
    BOOST_TEST(failure.kind == error_kind::malformed_response, failure.message);
    BOOST_TEST(failure.message == "answer with oversized headers from " + server.authority());
    BOOST_TEST(failure.permanent);
    BOOST_TEST(failure.sent);
  }
}

BOOST_AUTO_TEST_CASE(long_heads_within_the_limits_are_read) {
  test_server server;
  const std::string value(60'000, 'h');
  server.set_default({.headers = {{"X-Long", value}}, .body = "{}"});
  start();
  BOOST_TEST(header_of(exchange(get(server.url())), "x-long") == value);
}

BOOST_AUTO_TEST_CASE(chunks_that_are_none_are_malformed) {
  test_server server;
  start();
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (std::string body :
       {"zz\r\n{}\r\n0\r\n\r\n", "2\r\n{}XX0\r\n\r\n", "11111111111111111111\r\n{}\r\n"}) {
    server.push({.end = ending::stall, .raw = head + body});
    auto failure = failure_of(exchange(get(server.url())));
    BOOST_TEST(failure.kind == error_kind::malformed_response, failure.message);
  }
}

BOOST_AUTO_TEST_CASE(a_request_beyond_libcurls_limit_is_refused_before_it_is_sent) {
  test_server server;
  start();
  const std::string long_text(1'000'000, 'h');
  auto by_header = get(server.url());
  by_header.headers = {{"X-Long", long_text}};
  for (auto& request : {by_header, get(server.url("/?" + long_text))}) {
    auto failure = failure_of(exchange(request));
    BOOST_TEST(failure.kind == error_kind::invalid_request, failure.message);
    BOOST_TEST(failure.permanent);
    BOOST_TEST(!failure.sent);
  }
  by_header.headers = {{"X-Long", std::string(990'000, 'h')}};
  const auto sent = exchange(by_header); // The server may refuse it.
  BOOST_TEST((!sent.failure || sent.failure->kind != error_kind::invalid_request));
}

BOOST_AUTO_TEST_CASE(only_http_and_https_are_spoken) {
  start();
  for (auto url :
       {"ftp://127.0.0.1/x", "file:///etc/passwd", "", "http://", "no url", "http://[::1"}) {
    auto failure = failure_of(exchange(get(url)));
    BOOST_TEST(failure.kind == error_kind::invalid_request, url << ": " << failure.message);
    BOOST_TEST(failure.permanent);
    BOOST_TEST(!failure.sent);
  }
}

BOOST_AUTO_TEST_CASE(headers_cannot_smuggle_others) {
  test_server server;
  start();
  const http_headers bad[] = {{{"X-A", "1\r\nX-B: 2"}},
                              {{"X-A\r\nX-B", "1"}},
                              {{"X-A: 1", "2"}},
                              {{"", "1"}},
                              {{"X-A", "1\0"s}}};
  for (const auto& headers : bad) {
    auto request = get(server.url());
    request.headers = headers;
    auto failure = failure_of(exchange(request));
    BOOST_TEST(failure.kind == error_kind::invalid_request);
    BOOST_TEST(failure.permanent);
  }
  BOOST_TEST(server.counters().accepted == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
