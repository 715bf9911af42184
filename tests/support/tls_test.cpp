#include <boost/test/unit_test.hpp>

#include <filesystem>

#include "tests/support/curl_fetch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/test_server.hpp"
#include "tests/support/tls_material.hpp"

using namespace target_sdk::test_support;
using namespace std::chrono_literals;

namespace {

/// A TLS server and a client that trusts its authority.
struct peers {
  explicit peers(const tls_material_options& options = {}) : material(options) {}

  fetched get(const char* host = "localhost") { return client.get(server.url("/", host)); }

  tls_material material;
  test_server server{{.tls = material.settings()}};
  std::function<void(CURL*)> more = [](CURL*) {};
  curl_client client{[this](CURL* easy) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, material.ca_file().c_str());
    more(easy);
  }};
};

} // namespace

BOOST_AUTO_TEST_SUITE(tls)

BOOST_AUTO_TEST_CASE(a_good_certificate_is_accepted_by_name_and_address) {
  peers peer;
  BOOST_TEST(peer.get().code == CURLE_OK);
  BOOST_TEST(peer.get("127.0.0.1").status == 200);
  BOOST_TEST(peer.server.counters().tls_handshakes == 2U);
  BOOST_TEST(peer.server.url("/x").starts_with("https://127.0.0.1:"));
}

BOOST_AUTO_TEST_CASE(a_wrong_host_name_is_refused) {
  peers peer({.host = "elsewhere.example"});
  BOOST_TEST(peer.get().code == CURLE_PEER_FAILED_VERIFICATION);
  BOOST_TEST(peer.get("127.0.0.1").code == CURLE_PEER_FAILED_VERIFICATION);
  BOOST_TEST(peer.server.counters().requests == 0U);
}

BOOST_AUTO_TEST_CASE(an_unknown_authority_is_refused) {
  peers peer({.unknown_ca = true});
  BOOST_TEST(peer.get().code == CURLE_PEER_FAILED_VERIFICATION);
  BOOST_TEST(eventually([&] { return peer.server.counters().tls_failures == 1; }));
}

BOOST_AUTO_TEST_CASE(an_expired_certificate_is_refused) {
  peers peer({.expired = true});
  BOOST_TEST(peer.get().code == CURLE_PEER_FAILED_VERIFICATION);
}

BOOST_AUTO_TEST_CASE(a_client_certificate_can_be_required) {
  peers peer({.client_certificate_required = true});
  BOOST_TEST(peer.get().code != CURLE_OK);
  peer.more = [&](CURL* easy) {
    curl_easy_setopt(easy, CURLOPT_SSLCERT, peer.material.client_certificate_file().c_str());
    curl_easy_setopt(easy, CURLOPT_SSLKEY, peer.material.client_key_file().c_str());
  };
  BOOST_TEST(peer.get().status == 200);
}

BOOST_AUTO_TEST_CASE(a_server_below_tls_1_2_is_there_for_those_who_want_it) {
  peers peer({.only_below_1_2 = true});
  peer.more = [](CURL* easy) {
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  };
  BOOST_TEST(peer.get().code == CURLE_SSL_CONNECT_ERROR);
  peer.more = [](CURL* easy) {
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_0));
    curl_easy_setopt(easy, CURLOPT_SSL_CIPHER_LIST, "DEFAULT:@SECLEVEL=0");
  };
  BOOST_TEST(peer.get().status == 200);
}

BOOST_AUTO_TEST_CASE(sessions_are_resumed) {
  peers peer;
  peer.more = [](CURL* easy) { curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L); };
  BOOST_TEST(peer.get().status == 200);
  BOOST_TEST(peer.get().status == 200);
  const auto counters = peer.server.counters();
  BOOST_TEST(counters.accepted == 2U);
  BOOST_TEST(counters.tls_handshakes == 2U);
  BOOST_TEST(counters.tls_resumptions == 1U);
}

BOOST_AUTO_TEST_CASE(endings_work_over_tls) {
  peers peer;
  peer.server.push(truncated_reply({.body = std::string(1000, 'b')}, 300));
  peer.server.push(reset_reply());
  peer.server.push({.body = "all of it", .no_length = true});
  BOOST_TEST(peer.get().code != CURLE_OK);
  BOOST_TEST(peer.get().code != CURLE_OK);
  const auto complete = peer.get();
  BOOST_TEST(complete.code == CURLE_OK);
  BOOST_TEST(complete.body == "all of it");
}

BOOST_AUTO_TEST_CASE(a_tls_client_that_gives_up_a_stall_is_noticed) {
  peers peer;
  peer.server.push(stall_reply());
  peer.more = [](CURL* easy) { curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 200L); };
  BOOST_TEST(peer.get().code == CURLE_OPERATION_TIMEDOUT);
  BOOST_TEST(peer.server.counters().requests == 1U);
  BOOST_TEST(eventually([&] { return peer.server.counters().open == 0; }));
}

BOOST_AUTO_TEST_CASE(a_drip_and_a_large_body_pass_tls) {
  peers peer;
  peer.server.push({.body = "slow", .delay = 10ms, .drip_bytes = 20, .drip_interval = 5ms});
  peer.server.push({.fill_bytes = 8U << 20U});
  BOOST_TEST(peer.get().body == "slow");
  BOOST_TEST(peer.get().body.size() == 8U << 20U);
  BOOST_TEST(peer.server.counters().accepted == 1U);
}

BOOST_AUTO_TEST_CASE(the_files_are_gone_with_the_material) {
  std::string file;
  {
    const tls_material material;
    file = material.ca_file();
    BOOST_TEST(std::filesystem::exists(file));
  }
  BOOST_TEST(!std::filesystem::exists(std::filesystem::path(file).parent_path()));
}

BOOST_AUTO_TEST_SUITE_END()
