// The local edge as an HTTP/1.1 server, with clients that are not kind to it.
#include <thread>

#include "tests/tools/edge_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using namespace std::chrono_literals;
using test_support::raw_socket;

namespace {

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size()))
    ++found;
  return found;
}

constexpr const char* ok = "HTTP/1.1 200 OK\r\n";
constexpr const char* last_get = "GET /v1/geo HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

std::string in_chunks(const std::string& body) {
  std::string text = std::string("POST ") + delivery_target
                     + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const char c : body)
    text += std::string("1\r\n") + c + "\r\n";
  return text + "0\r\n\r\n";
}

} // namespace

BOOST_AUTO_TEST_SUITE(edge_http)

BOOST_AUTO_TEST_CASE(a_connection_serves_many_requests) {
  const edge_process edge;
  raw_socket client(edge.port());
  for (int i = 0; i < 20; ++i) {
    BOOST_REQUIRE(client.send("GET /v1/geo HTTP/1.1\r\nHost: h\r\n\r\n"));
    const auto answer = client.receive_until("}");
    BOOST_TEST(answer.starts_with(ok));
    BOOST_TEST(contains(answer, "Connection: keep-alive\r\n"));
  }
}

BOOST_AUTO_TEST_CASE(pipelined_requests_are_answered_in_order) {
  const edge_process edge;
  raw_socket client(edge.port());
  std::string all;
  for (int i = 0; i < 50; ++i)
    all += http_post(mbox_request("hero", R"(,"requestId":"r)" + std::to_string(i) + "\""));
  BOOST_REQUIRE(client.send(all + last_get));
  const auto answers = client.receive_all();
  BOOST_TEST(count(answers, ok) == 51u);
  std::size_t at = 0;
  for (int i = 0; i < 50; ++i) {
    at = answers.find(R"("requestId":"r)" + std::to_string(i) + "\"", at);
    BOOST_REQUIRE(at != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(requests_may_come_byte_by_byte_and_in_chunks) {
  const edge_process edge;
  raw_socket slow(edge.port());
  for (const char c : http_post(mbox_request("hero")))
    BOOST_REQUIRE(slow.send(std::string(1, c)));
  BOOST_REQUIRE(slow.send(last_get));
  BOOST_TEST(count(slow.receive_all(), ok) == 2u);

  raw_socket chunked(edge.port());
  BOOST_REQUIRE(chunked.send(in_chunks(mbox_request("hero")) + last_get));
  BOOST_TEST(count(chunked.receive_all(), ok) == 2u);
}

BOOST_AUTO_TEST_CASE(http_1_0_ends_with_the_answer) {
  const edge_process edge;
  raw_socket client(edge.port());
  BOOST_REQUIRE(client.send("GET /v1/geo HTTP/1.0\r\n\r\n"));
  const auto answer = client.receive_all();
  BOOST_TEST(answer.starts_with(ok));
  BOOST_TEST(contains(answer, "Connection: close"));
}

BOOST_AUTO_TEST_CASE(a_head_has_the_length_but_no_body) {
  const edge_process edge;
  raw_socket client(edge.port());
  BOOST_REQUIRE(client.send("HEAD /rules.json HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
  const auto answer = client.receive_all();
  BOOST_TEST(
    contains(answer, "Content-Length: " + std::to_string(std::string(edge_rules).size()) + "\r\n"));
  BOOST_TEST(answer.ends_with("\r\n\r\n"));
}

BOOST_AUTO_TEST_CASE(a_client_that_waits_is_told_to_continue) {
  const edge_process edge;
  raw_socket client(edge.port());
  const auto body = mbox_request("hero");
  const auto text = http_post(body, "Expect: 100-continue\r\nConnection: close\r\n");
  BOOST_REQUIRE(client.send(text.substr(0, text.size() - body.size())));
  BOOST_TEST(client.receive_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  BOOST_REQUIRE(client.send(body));
  BOOST_TEST(client.receive_all().starts_with(ok));
}

BOOST_AUTO_TEST_CASE(a_body_that_is_too_large_is_refused_before_it_is_sent) {
  const edge_process edge;
  raw_socket client(edge.port());
  BOOST_REQUIRE(client.send(std::string("POST ") + delivery_target
                            + " HTTP/1.1\r\nHost: h\r\nContent-Length: 60000001\r\n"
                              "Expect: 100-continue\r\n\r\n"));
  const auto answer = client.receive_all();
  BOOST_TEST(answer.starts_with("HTTP/1.1 413 "));
  BOOST_TEST(answer.ends_with(R"({"status":413,"message":"request body too large"})"));
}

BOOST_AUTO_TEST_CASE(a_client_that_sends_too_much_reads_the_refusal_all_the_same) {
  const edge_process edge({"--max-body", "100000"});
  BOOST_TEST(edge.deliver(std::string(100'000, ' ')).status == 400);
  const auto answer = edge.deliver(std::string(5'000'000, ' '));
  BOOST_TEST(answer.status == 413);
  raw_socket chunked(edge.port());
  std::string head = std::string("POST ") + delivery_target
                     + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 11; ++i)
    head += "2710\r\n" + std::string(10'000, ' ') + "\r\n";
  BOOST_REQUIRE(chunked.send(head));
  BOOST_TEST(chunked.receive_all().starts_with("HTTP/1.1 413 "));
}

BOOST_AUTO_TEST_CASE(a_body_of_10_megabytes_is_read_and_the_others_do_not_wait) {
  const edge_process edge;
  const auto body = R"({"context":{"channel":"web"},"unknown":[)" + [] {
    std::string zeros = "0";
    while (zeros.size() < 10'000'000)
      zeros += ",0";
    return zeros;
  }() + "]}";
  long status_of_large = 0;
  std::thread large([&] { status_of_large = edge.deliver(body).status; });
  for (int i = 0; i < 20; ++i)
    BOOST_TEST(edge.deliver(mbox_request("hero")).status == 200);
  large.join();
  BOOST_TEST(status_of_large == 200);
}

BOOST_AUTO_TEST_CASE(the_memory_for_bodies_is_bounded) {
  const edge_process edge({"--max-body", "1000000"});
  // The budget is four bodies of the largest size.
  std::vector<raw_socket> hoarders;
  const auto most_of_a_body = std::string("POST ") + delivery_target
                              + " HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n"
                              + std::string(999'000, ' ');
  std::size_t refused = 0;
  for (int i = 0; i < 8; ++i) {
    hoarders.emplace_back(edge.port());
    BOOST_REQUIRE(hoarders.back().send(most_of_a_body));
  }
  for (auto& hoarder : hoarders) {
    (void)hoarder.send(std::string(1000, ' '));
    const auto answer = hoarder.receive_until("}");
    refused += answer.starts_with("HTTP/1.1 503 ") ? 1 : 0;
    BOOST_TEST((answer.starts_with("HTTP/1.1 503 ") || answer.starts_with("HTTP/1.1 400 ")));
  }
  BOOST_TEST(refused > 0u);
  BOOST_TEST(refused < 8u);
  BOOST_TEST(edge.deliver(mbox_request("hero")).status == 200);
}

BOOST_AUTO_TEST_CASE(everybody_beyond_the_limit_is_told) {
  const edge_process edge({"--max-connections", "2"});
  std::vector<raw_socket> guests;
  for (int i = 0; i < 2; ++i) {
    guests.emplace_back(edge.port());
    BOOST_REQUIRE(guests.back().send(http_post(mbox_request("hero"))));
    BOOST_REQUIRE(guests.back().receive_until("}").starts_with(ok));
  }
  // More than are answered at a time; every tenth says nothing.
  std::vector<raw_socket> crowd;
  for (int i = 0; i < 600; ++i) {
    crowd.emplace_back(edge.port());
    if (i % 10 != 0)
      (void)crowd.back().send(http_post(mbox_request("hero")));
  }
  std::size_t told = 0;
  for (auto& client : crowd) {
    told += client.receive_until("}").starts_with("HTTP/1.1 503 ") ? 1 : 0;
    client.close();
  }
  BOOST_TEST(told == crowd.size());
  BOOST_REQUIRE(guests[0].send(http_post(mbox_request("hero"))));
  BOOST_TEST(guests[0].receive_until("}").starts_with(ok));
}

BOOST_AUTO_TEST_CASE(a_request_names_one_host) {
  const edge_process edge;
  auto status_of = [&](const std::string& head) {
    raw_socket client(edge.port());
    BOOST_REQUIRE(client.send(head + "Connection: close\r\n\r\n"));
    return client.receive_all().substr(9, 3);
  };
  BOOST_TEST(status_of("GET /v1/geo HTTP/1.1\r\nHost: h\r\n") == "200");
  BOOST_TEST(status_of("GET /v1/geo HTTP/1.1\r\nHost: [::1]:8080\r\n") == "200");
  BOOST_TEST(status_of("GET /v1/geo HTTP/1.1\r\nHost:\r\n") == "200");
  BOOST_TEST(status_of("GET /v1/geo HTTP/1.0\r\n") == "200");
  for (const std::string fields :
       {"", "Host: h\r\nHost: h\r\n", "Host: a\r\nhost: b\r\n", "Host: a, b\r\n", "Host: a b\r\n",
        "Host: http://a\r\n", "Host: u@h\r\n"})
    BOOST_TEST(status_of("GET /v1/geo HTTP/1.1\r\n" + fields) == "400", fields);
  BOOST_TEST(status_of("GET /v1/geo HTTP/1.0\r\nHost: h\r\nHost: h\r\n") == "400");
}

BOOST_AUTO_TEST_CASE(headers_are_bounded) {
  const edge_process edge;
  raw_socket client(edge.port());
  BOOST_REQUIRE(
    client.send("GET /v1/geo HTTP/1.1\r\nHost: h\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n"));
  BOOST_TEST(client.receive_all().starts_with("HTTP/1.1 431 "));

  raw_socket endless(edge.port());
  BOOST_REQUIRE(endless.send("GET /v1/geo HTTP/1.1\r\n"));
  for (int i = 0; i < 100; ++i)
    (void)endless.send("A: " + std::string(1000, 'x') + "\r\n");
  BOOST_TEST(endless.receive_all().starts_with("HTTP/1.1 431 "));
}

BOOST_AUTO_TEST_CASE(garbage_behind_a_request_ends_the_connection_after_the_answer) {
  const edge_process edge;
  raw_socket client(edge.port());
  BOOST_REQUIRE(client.send(http_post(mbox_request("hero")) + "\x16\x03\x01 no HTTP at all\r\n\r\n"
                            + http_post(mbox_request("hero"))));
  const auto answers = client.receive_all();
  BOOST_TEST(count(answers, ok) == 1u);
  BOOST_TEST(count(answers, "HTTP/1.1 400 ") == 1u);
  BOOST_TEST(answers.ends_with(R"({"status":400,"message":"malformed HTTP request"})"));
}

BOOST_AUTO_TEST_CASE(garbage_without_end_takes_no_memory) {
  const edge_process edge;
  const auto before = edge.memory();
  const std::string garbage(1 << 20, '\xAA');
  for (int i = 0; i < 20; ++i) {
    raw_socket client(edge.port());
    for (int piece = 0; piece < 4 && client.send(garbage); ++piece) {
    }
  }
  BOOST_TEST(edge.deliver(mbox_request("hero")).status == 200);
  BOOST_TEST(edge.memory() < before + (16u << 20));
}

BOOST_AUTO_TEST_CASE(ambiguous_lengths_are_refused) {
  const edge_process edge;
  for (const char* headers : {"Content-Length: 5\r\nContent-Length: 6\r\n",
                              "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                              "Content-Length: -1\r\n", "Content-Length: 5x\r\n"}) {
    raw_socket client(edge.port());
    BOOST_REQUIRE(client.send(std::string("POST ") + delivery_target + " HTTP/1.1\r\nHost: h\r\n"
                              + headers + "\r\n"));
    BOOST_TEST(client.receive_all().starts_with("HTTP/1.1 400 "), headers);
  }
}

BOOST_AUTO_TEST_CASE(slow_requests_are_given_up_and_the_others_do_not_wait) {
  const edge_process edge({"--io-timeout", "1000"});
  const std::string half_head = "POST /rest/v1/del";
  const std::string half_body =
    std::string("POST ") + delivery_target + " HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n{";
  std::vector<raw_socket> slow;
  for (int i = 0; i < 25; ++i)
    for (const auto* text : {&half_head, &half_body}) {
      slow.emplace_back(edge.port());
      BOOST_REQUIRE(slow.back().send(*text));
    }
  BOOST_TEST(edge.deliver(mbox_request("hero")).status == 200);
  // A byte now and then does not help: the whole request has to come in time.
  const auto closed = test_support::eventually([&] { return !slow[0].send("x"); }, 15s);
  BOOST_TEST(closed);
  for (auto& client : slow)
    BOOST_TEST(client.receive_until("}").starts_with("HTTP/1.1 408 Request Timeout\r\n"));
  BOOST_TEST(test_support::eventually([&] { return edge.open_descriptors() < 40; }));
}

BOOST_AUTO_TEST_CASE(idle_connections_end) {
  const edge_process edge({"--idle-timeout", "1500"}); // Time enough for a slow machine to ask.
  raw_socket client(edge.port());
  BOOST_REQUIRE(client.send(http_post(mbox_request("hero"))));
  BOOST_TEST(client.receive_all().starts_with(ok));
  BOOST_TEST(client.error() == 0);
  raw_socket silent(edge.port());
  BOOST_TEST(silent.receive_all() == "");
}

BOOST_AUTO_TEST_CASE(clients_that_leave_in_the_middle_leave_nothing) {
  const edge_process edge({"--latency", "600000", "--max-connections", "20"});
  const auto before = edge.open_descriptors();
  for (int i = 0; i < 100; ++i) {
    raw_socket client(edge.port());
    const auto text = http_post(mbox_request("hero"));
    BOOST_REQUIRE(client.send(text.substr(0, i % 2 == 0 ? text.size() : text.size() / 2)));
  }
  BOOST_TEST(test_support::eventually([&] { return edge.open_descriptors() <= before; }));
  BOOST_TEST(edge.get("/v1/geo").status == 200);
}

BOOST_AUTO_TEST_CASE(a_client_that_does_not_read_is_given_up) {
  std::string large = edge_rules;
  large.insert(1, "\"padding\":\"" + std::string(8 << 20, 'x') + "\",");
  const edge_process edge({"--io-timeout", "500"}, large);
  const auto before = edge.open_descriptors();
  raw_socket client(edge.port());
  BOOST_REQUIRE(client.send("GET /rules.json HTTP/1.1\r\nHost: h\r\n\r\n"));
  BOOST_TEST(test_support::eventually([&] { return client.has_received(); }));
  BOOST_TEST(test_support::eventually([&] { return edge.open_descriptors() == before; }, 20s));
}

BOOST_AUTO_TEST_CASE(more_connections_than_allowed_are_turned_away) {
  const edge_process edge({"--max-connections", "5"});
  std::vector<raw_socket> open;
  for (int i = 0; i < 5; ++i) {
    open.emplace_back(edge.port());
    BOOST_REQUIRE(open.back().send("GET /v1/geo HTTP/1.1\r\nHost: h\r\n\r\n"));
    BOOST_TEST(open.back().receive_until("}").starts_with(ok));
  }
  const auto refused = edge.deliver(mbox_request("hero"));
  BOOST_TEST(refused.status == 503);
  BOOST_REQUIRE(open[0].send("GET /v1/geo HTTP/1.1\r\nHost: h\r\n\r\n"));
  BOOST_TEST(open[0].receive_until("}").starts_with(ok));
  open.clear();
  BOOST_TEST(
    test_support::eventually([&] { return edge.deliver(mbox_request("hero")).status == 200; }));
}

BOOST_AUTO_TEST_CASE(so_many_calls_of_one_session_at_a_time) {
  const edge_process edge({"--fault", "stall:1"}); // What is admitted is never answered.
  std::vector<raw_socket> calls;
  for (int i = 0; i < 110; ++i) {
    calls.emplace_back(edge.port());
    BOOST_REQUIRE(calls.back().send(http_post(mbox_request("hero"))));
  }
  const auto answered = [&] {
    return std::count_if(calls.begin(), calls.end(),
                         [](const raw_socket& call) { return call.has_received(); });
  };
  BOOST_TEST(test_support::eventually([&] { return answered() >= 10; }));
  const auto one_more = edge.deliver(mbox_request("hero"));
  BOOST_TEST(one_more.status == 420);
  BOOST_TEST(answered() == 10);
  for (auto& call : calls)
    if (call.has_received())
      BOOST_TEST(call.receive_until("}").starts_with("HTTP/1.1 420 "));
}

BOOST_AUTO_TEST_SUITE_END()
