#include <algorithm>

#include "tests/actors/pool/pool_fixture.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/test_server.hpp"
#include "tests/support/tls_material.hpp"

using namespace target_sdk;
using namespace target_sdk::test_support;
using namespace std::literals;

BOOST_FIXTURE_TEST_SUITE(pool_tls, pool_fixture)

BOOST_AUTO_TEST_CASE(a_server_of_a_trusted_authority_is_believed) {
  tls_material material;
  test_server server({.tls = material.settings()});
  start(trusting(material.ca_file()));
  auto answer = exchange(get(server.url()));
  BOOST_TEST_REQUIRE(!answer.failure, answer.failure->message);
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.http_version == 11);
  BOOST_TEST(answer.timings.app_connect.count() > answer.timings.connect.count());
  BOOST_TEST(exchange(get(server.url())).timings.app_connect.count() == 0);
}

// They are read in shares, some of which TLS has decrypted before they are wanted.
BOOST_AUTO_TEST_CASE(large_answers_arrive_whole) {
  tls_material material;
  test_server server({.tls = material.settings(), .threads = 4, .keep_requests = false});
  std::string large;
  while (large.size() < (8u << 20))
    large += std::to_string(large.size()) + '\n';
  server.set_default({.body = large});
  start(trusting(material.ca_file()));
  std::vector<std::uint64_t> cancelled;
  for (int i = 0; i < 3; ++i) {
    begin(get(server.url()));
    cancelled.push_back(begin(get(server.url())));
  }
  statistics();
  for (auto token : cancelled)
    cancel(token);
  for (const auto& answer : answers(6)) {
    bool is_cancelled =
      std::find(cancelled.begin(), cancelled.end(), answer.token) != cancelled.end();
    BOOST_TEST((is_cancelled ? answer.failure.has_value() : answer.body == large));
  }
  for (int i = 0; i < 3; ++i)
    BOOST_TEST((exchange(get(server.url())).body == large));
}

// Before a host has answered, libcurl does not know whether exchanges share a connection.
BOOST_AUTO_TEST_CASE(a_first_answer_that_does_not_come_holds_up_no_other) {
  tls_material material;
  test_server server({.tls = material.settings(), .threads = 2});
  server.set_handler([](const recorded_request& request) -> reply {
    if (request.target == "/slow")
      return {.cut_after = 0, .end = ending::stall};
    return json_reply("{}");
  });
  start(trusting(material.ca_file()));
  std::vector<std::uint64_t> slow;
  for (int i = 0; i < 4; ++i)
    slow.push_back(begin(get(server.url("/slow"))));
  for (int i = 0; i < 3; ++i)
    BOOST_TEST(exchange(get(server.url("/quick"))).status == 200);
  for (auto token : slow)
    cancel(token);
  for (auto& answer : answers(slow.size()))
    BOOST_TEST((failure_of(answer).kind == error_kind::cancelled));
}

BOOST_AUTO_TEST_CASE(an_unknown_authority_is_refused_in_clear_words) {
  tls_material material({.unknown_ca = true});
  test_server server({.tls = material.settings()});
  start(trusting(material.ca_file()));
  auto failure = failure_of(exchange(get(server.url())));
  BOOST_TEST(failure.kind == error_kind::transport);
  BOOST_TEST(failure.permanent);
  BOOST_TEST(!failure.sent);
  BOOST_TEST(contains(failure.message, "certificate of 127.0.0.1:"), failure.message);
  BOOST_TEST(contains(failure.message, "refused"), failure.message);
  BOOST_TEST(server.counters().requests == 0u);
}

BOOST_AUTO_TEST_CASE(a_wrong_host_name_and_an_expired_certificate_are_refused) {
  for (const auto& options :
       {tls_material_options{.host = "elsewhere.example"}, tls_material_options{.expired = true}}) {
    tls_material material(options);
    test_server server({.tls = material.settings()});
    start(trusting(material.ca_file()));
    auto failure = failure_of(exchange(get(server.url("/", "localhost"))));
    BOOST_TEST(failure.permanent);
    BOOST_TEST(!failure.sent);
    BOOST_TEST(contains(failure.message, "certificate of localhost:"), failure.message);
    stop();
  }
}

BOOST_AUTO_TEST_CASE(the_systems_authorities_do_not_know_ours) {
  tls_material material;
  test_server server({.tls = material.settings()});
  start();
  BOOST_TEST(failure_of(exchange(get(server.url()))).permanent);
}

BOOST_AUTO_TEST_CASE(verification_ends_only_on_loud_demand) {
  tls_material material({.host = "elsewhere.example", .unknown_ca = true});
  test_server server({.tls = material.settings()});
  pool_options options;
  options.tls.dangerously_disable_verification = true;
  start(options);
  BOOST_TEST(exchange(get(server.url())).status == 200);
}

BOOST_AUTO_TEST_CASE(an_unusable_bundle_is_named) {
  test_server server({.tls = tls_material().settings()});
  start(trusting("/does/not/exist.pem"));
  auto failure = failure_of(exchange(get(server.url())));
  BOOST_TEST(failure.permanent);
  BOOST_TEST(!failure.sent);
  BOOST_TEST(contains(failure.message, "certificate authorities"), failure.message);
  BOOST_TEST(contains(failure.message, "/does/not/exist.pem"), failure.message);
}

BOOST_AUTO_TEST_CASE(tls_below_1_2_is_refused) {
  tls_material material({.only_below_1_2 = true});
  test_server server({.tls = material.settings()});
  start(trusting(material.ca_file()));
  auto failure = failure_of(exchange(get(server.url())));
  BOOST_TEST(failure.kind == error_kind::transport);
  BOOST_TEST(!failure.sent);
  BOOST_TEST(contains(failure.message, "TLS handshake"), failure.message);
  BOOST_TEST(!contains(failure.message, "plain http"), failure.message);
  BOOST_TEST(server.counters().requests == 0u);
}

BOOST_AUTO_TEST_CASE(a_client_certificate_is_shown_to_a_server_that_asks) {
  tls_material material({.client_certificate_required = true});
  test_server server({.tls = material.settings()});
  auto options = trusting(material.ca_file());
  options.tls.certificate_file = material.client_certificate_file();
  options.tls.key_file = material.client_key_file();
  start(options);
  auto answer = exchange(get(server.url()));
  BOOST_TEST_REQUIRE(!answer.failure, answer.failure->message);
  BOOST_TEST(answer.status == 200);
  stop();

  start(trusting(material.ca_file()));
  BOOST_TEST(failure_of(exchange(get(server.url()))).kind == error_kind::transport);
  BOOST_TEST(server.counters().requests == 1u);
}

BOOST_AUTO_TEST_CASE(a_missing_client_certificate_is_named) {
  tls_material material({.client_certificate_required = true});
  test_server server({.tls = material.settings()});
  auto options = trusting(material.ca_file());
  options.tls.certificate_file = "/does/not/exist.pem";
  start(options);
  auto failure = failure_of(exchange(get(server.url())));
  BOOST_TEST(failure.permanent);
  BOOST_TEST(!failure.sent);
  BOOST_TEST(contains(failure.message, "client certificate"), failure.message);
}

BOOST_AUTO_TEST_CASE(a_new_connection_resumes_the_tls_session) {
  tls_material material;
  test_server server({.tls = material.settings()});
  server.set_default({.body = "{}", .end = ending::close});
  start(trusting(material.ca_file()));
  for (int i = 0; i < 5; ++i)
    BOOST_TEST(exchange(get(server.url())).status == 200);
  auto seen = server.counters();
  BOOST_TEST(seen.tls_handshakes == 5u);
  BOOST_TEST(seen.tls_resumptions >= 3u);
}

BOOST_AUTO_TEST_SUITE_END()
