// HTTP answers: which are responses, which are errors, and what errors say.
#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

#include "delivery/interpret.hpp"

using namespace target_sdk;
using namespace target_sdk::delivery;

namespace {

result<delivery_response> answer(int status, std::string body = {}, std::string reason = {}) {
  http_response received{.status = status, .reason = std::move(reason), .body = std::move(body)};
  return read_response(received);
}

struct refusal {
  int status;
  std::string body;
  std::string reason;
  std::string message;
};

void check(const refusal& row) {
  BOOST_TEST_CONTEXT(row.status << " " << row.body.substr(0, 80)) {
    const auto read = answer(row.status, row.body, row.reason);
    BOOST_REQUIRE(!read);
    BOOST_TEST((read.error().kind == error_kind::http_status));
    BOOST_TEST(read.error().http_status == row.status);
    BOOST_TEST(read.error().message == row.message);
  }
}

void check_malformed(std::string body, std::string_view place) {
  BOOST_TEST_CONTEXT(body.substr(0, 80)) {
    const auto read = answer(200, body);
    BOOST_REQUIRE(!read);
    BOOST_TEST((read.error().kind == error_kind::malformed_response));
    BOOST_TEST(read.error().message.find(place) != std::string::npos, read.error().message);
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(interpret)

BOOST_AUTO_TEST_CASE(answers_200_and_206_are_responses) {
  for (int status : {200, 206}) {
    const auto read = answer(status, R"({"status":)" + std::to_string(status)
                                       + R"(,"client":"acme","edgeHost":"e","new":[1]})");
    BOOST_REQUIRE(read);
    BOOST_TEST(read->client.value() == "acme");
    BOOST_TEST(read->status.value() == status);
  }
  BOOST_TEST(answer(200, "{}").has_value());
}

BOOST_AUTO_TEST_CASE(new_values_of_enumerations_are_no_error) {
  const auto read = answer(200, R"({"execute":{"pageLoad":{"options":[{"type":"hologram"}]}}})");
  BOOST_REQUIRE(read);
  BOOST_TEST(read->execute->page_load->options[0].type->text() == "hologram");
}

BOOST_AUTO_TEST_CASE(answer_204_is_an_empty_response) {
  const auto read = answer(204, "ignored");
  BOOST_REQUIRE(read);
  BOOST_TEST((*read == delivery_response{}));
}

BOOST_AUTO_TEST_CASE(a_200_with_the_body_of_an_error_is_an_error) {
  const std::pair<std::string, error> table[] = {
    {R"({"status":400,"message":"Invalid request"})",
     {.message = "Invalid request", .http_status = 400}},
    {R"({"status":403})", {.message = "Forbidden", .http_status = 403}},
    {R"({"status":500,"message":""})", {.message = "Internal Server Error", .http_status = 500}},
    {R"({"status":499,"message":5})", {.message = "HTTP error", .http_status = 499}},
    {R"({"status":4294967696})", {.message = "HTTP error", .http_status = 999}},
  };
  for (const auto& [body, expected] : table)
    BOOST_TEST_CONTEXT(body) {
      const auto read = answer(200, body);
      BOOST_REQUIRE(!read);
      BOOST_TEST((read.error().kind == error_kind::http_status));
      BOOST_TEST(read.error().http_status == expected.http_status);
      BOOST_TEST(read.error().message == expected.message);
    }
  BOOST_TEST(answer(200, R"({"status":399})").has_value());
}

BOOST_AUTO_TEST_CASE(errors_have_the_words_of_the_body_else_the_reason) {
  check({400, R"({"status":400,"message":"Bad mbox"})", "Bad Request", "Bad mbox"});
  check({400, R"({"status":400})", "Bad Request", "Bad Request"});
  check({403, R"({"message":""})", "Forbidden!", "Forbidden!"});
  check({403, R"({"message":{"a":1}})", "Forbidden!", "Forbidden!"});
  check({403, "<html>", "Forbidden!", "Forbidden!"});
  check({413, "", "Too large", "Too large"});
  check({404, "[]", "Not here", "Not here"});
  check({404, "null", "Not here", "Not here"});
  check({404, "{\"message\":\"\xFF\"}", "Not here", "Not here"});
  check({404, std::string(100'000, '['), "Not here", "Not here"});
}

BOOST_AUTO_TEST_CASE(without_a_reason_the_standard_phrase_stands) {
  check({400, "", "", "Bad Request"});
  check({408, "", "", "Request Timeout"});
  check({413, "", "", "Content Too Large"});
  check({420, "", "", "Too Many Concurrent Requests"});
  check({429, "", "", "Too Many Requests"});
  check({503, "", "", "Service Unavailable"});
  check({499, "", "", "HTTP error"});
}

BOOST_AUTO_TEST_CASE(other_statuses_are_unexpected) {
  for (int status : {0, 100, 201, 202, 203, 205, 300, 301, 302, 304, 307, 399})
    check({status, R"({"status":200,"client":"acme"})", "Moved", "unexpected status"});
}

BOOST_AUTO_TEST_CASE(malformed_json_is_named_by_its_offset) {
  check_malformed("", "offset 0");
  check_malformed(R"({"status":200,)", "offset 14");
  check_malformed("{\"client\":\"a\xFF\"}", "offset 12");
  check_malformed("{} x", "offset 3");
  check_malformed("<html>", "offset 0");
}

BOOST_AUTO_TEST_CASE(wrong_kinds_are_named_by_their_path) {
  check_malformed("[]", "$: expected an object");
  check_malformed(R"({"client":5})", "client: expected a string");
  check_malformed(R"({"execute":{"mboxes":[{},{"options":[{"responseTokens":[]}]}]}})",
                  "execute.mboxes[1].options[0].responseTokens: expected an object");
  check_malformed(R"({"id":{"tntId":["a"]}})", "id.tntId: expected a string");
}

BOOST_AUTO_TEST_CASE(failures_of_the_exchange_are_passed_on) {
  http_response received{
    .failure = http_failure{.kind = error_kind::timeout, .message = "too slow", .sent = true},
    .status = 200,
    .body = "{}"};
  const auto read = read_response(received);
  BOOST_REQUIRE(!read);
  BOOST_TEST((read.error().kind == error_kind::timeout));
  BOOST_TEST(read.error().message == "too slow");
  BOOST_TEST(read.error().http_status == 0);
}

BOOST_AUTO_TEST_CASE(errors_know_their_call) {
  const prepared_call call{.request = {.request_id = "r"}, .session_id = "s"};
  const error expected{.kind = error_kind::http_status,
                       .message = "m",
                       .http_status = 503,
                       .request_id = "r",
                       .session_id = "s",
                       .attempts = 3};
  const error plain{.kind = error_kind::http_status, .message = "m", .http_status = 503};
  BOOST_TEST((describe(plain, call, 3) == expected));
}

BOOST_AUTO_TEST_SUITE_END()
