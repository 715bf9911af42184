#include <boost/test/unit_test.hpp>

#include <string>

#include <target_sdk/error.hpp>

using target_sdk::error_kind;
using target_sdk::hashed;

BOOST_AUTO_TEST_SUITE(error)

BOOST_AUTO_TEST_CASE(kinds_have_the_names_of_their_enumerators) {
  BOOST_TEST(to_string(error_kind::invalid_configuration) == "invalid_configuration");
  BOOST_TEST(to_string(error_kind::invalid_request) == "invalid_request");
  BOOST_TEST(to_string(error_kind::not_ready) == "not_ready");
  BOOST_TEST(to_string(error_kind::transport) == "transport");
  BOOST_TEST(to_string(error_kind::timeout) == "timeout");
  BOOST_TEST(to_string(error_kind::http_status) == "http_status");
  BOOST_TEST(to_string(error_kind::malformed_response) == "malformed_response");
  BOOST_TEST(to_string(error_kind::overloaded) == "overloaded");
  BOOST_TEST(to_string(error_kind::cancelled) == "cancelled");
  BOOST_TEST(to_string(error_kind::shutting_down) == "shutting_down");
  BOOST_TEST(to_string(error_kind::unavailable) == "unavailable");
  BOOST_TEST(to_string(error_kind{}) == "unknown");
}

BOOST_AUTO_TEST_CASE(a_log_line_says_what_is_known) {
  const target_sdk::error bare{.kind = error_kind::timeout};
  BOOST_TEST(to_string(bare) == "timeout");
  const target_sdk::error full{.kind = error_kind::http_status,
                               .message = "bad\nrequest",
                               .http_status = 400,
                               .request_id = "r-1",
                               .session_id = "secret-session",
                               .attempts = 2};
  const auto line = to_string(full);
  BOOST_TEST(line
             == "http_status (400): bad request requestId=r-1 attempts=2 session="
                  + hashed("secret-session"));
  BOOST_TEST(line.find("secret") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(hashes_are_stable_and_short) {
  BOOST_TEST(hashed("").size() == 12u);
  BOOST_TEST(hashed("66f72efcdcc6a4d9d3b0a4f1b2c3d4e5")
             == hashed("66f72efcdcc6a4d9d3b0a4f1b2c3d4e5"));
  BOOST_TEST(hashed("a") != hashed("b"));
  BOOST_TEST(hashed("session-1") != hashed("session-2"));
  BOOST_TEST(hashed("abc").find_first_not_of("0123456789abcdef") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
