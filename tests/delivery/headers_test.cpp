// Header fields of the caller's own: which may be sent, how they join others.
#include <boost/test/unit_test.hpp>

#include <string>

#include "delivery/headers.hpp"

using namespace target_sdk;
using namespace target_sdk::delivery;

namespace {

std::string refusal(const http_headers& fields, traffic kind = traffic::delivery) {
  const auto checked = check_fields(fields, kind, "headers.x", error_kind::invalid_request);
  if (checked)
    return "none";
  BOOST_TEST((checked.error().kind == error_kind::invalid_request));
  return checked.error().message;
}

} // namespace

BOOST_AUTO_TEST_SUITE(headers)

BOOST_AUTO_TEST_CASE(names_are_tokens) {
  for (std::string good : {"Authorization", "X-Api-Key", "traceparent", "a", "x_1!#$%&'*+.^`|~",
                           "User-Agent", "accept", "Cookie", "X-Request-Id"})
    BOOST_TEST(refusal({{good, "v"}}) == "none", good);
  for (std::string bad :
       {"a b", "a:", ":method", "a;", "a\tb", "caf\xC3\xA9", "a\"b", "(a)", "a,b"})
    BOOST_TEST(refusal({{bad, "v"}}).ends_with(" is no name of a header field"), bad);
  BOOST_TEST(refusal({{"", "v"}}) == "headers.x: \"\" is no name of a header field");
  BOOST_TEST(refusal({{"X: 1\r\nY", "v"}})
             == "headers.x: \"X: 1??Y\" is no name of a header field");
  BOOST_TEST(refusal({{std::string("X\0Y", 3), "v"}})
             == "headers.x: \"X?Y\" is no name of a header field");
  BOOST_TEST(refusal({{std::string(100, '"'), "v"}})
             == "headers.x: \"" + std::string(64, '?') + "...\" is no name of a header field");
}

BOOST_AUTO_TEST_CASE(values_hold_no_control_characters) {
  for (std::string good : {"", " ", "a\tb", "caf\xC3\xA9", "\xFF", "a: b; c=\"d\""})
    BOOST_TEST(refusal({{"X", good}}) == "none");
  for (std::string bad :
       {std::string("a\r"), std::string("a\nb"), std::string("\0", 1),
        std::string("a\r\nX-Evil: s3cret"), std::string("\x7f"), std::string("\x1b")})
    BOOST_TEST(
      refusal({{"X-Good", "fine"}, {"X-Bad", bad}})
      == "headers.x: \"X-Bad\" has a value with a control character, such as CR, LF or NUL");
}

BOOST_AUTO_TEST_CASE(what_frames_requests_is_the_sdks_own) {
  for (std::string name :
       {"Content-Type", "content-length", "HOST", "X-EXC-SDK", "x-exc-sdk-version",
        "X-Exc-Sdk-Anything", "Transfer-Encoding", "Connection", "Expect", "TE", "Trailer",
        "Upgrade", "Keep-Alive", "Proxy-Authorization", "proxy-connection", "Accept-Encoding",
        "Content-Encoding"})
    for (auto kind : {traffic::delivery, traffic::artifact, traffic::geo})
      BOOST_TEST(refusal({{name, "v"}}, kind) == "headers.x: \"" + name + "\" is left to the SDK");
  for (std::string name : {"If-None-Match", "Range", "if-modified-since"}) {
    BOOST_TEST(refusal({{name, "v"}}, traffic::artifact).ends_with(" is left to the SDK"));
    BOOST_TEST(refusal({{name, "v"}}) == "none");
  }
  BOOST_TEST(refusal({{"x-forwarded-for", "v"}}, traffic::geo).ends_with(" is left to the SDK"));
  BOOST_TEST(refusal({{"x-forwarded-for", "v"}}) == "none");
}

BOOST_AUTO_TEST_CASE(errors_say_whose_field_it_is) {
  const http_headers bad = {{"Host", "evil.example"}};
  BOOST_TEST(check_fields(call_headers{.delivery = bad}).error().message
             == "headers.delivery: \"Host\" is left to the SDK");
  BOOST_TEST(check_fields(call_headers{.geo = bad}).error().message
             == "headers.geo: \"Host\" is left to the SDK");
  BOOST_TEST(check_fields(header_options{.artifact = bad}).error().message
             == "headers.artifact: \"Host\" is left to the SDK");
  BOOST_TEST((check_fields(call_headers{.geo = bad}).error().kind == error_kind::invalid_request));
  BOOST_TEST(
    (check_fields(header_options{.geo = bad}).error().kind == error_kind::invalid_configuration));
}

BOOST_AUTO_TEST_CASE(a_field_takes_the_place_of_its_namesake) {
  http_headers all = {{"Content-Type", "application/json"}, {"Accept", "application/json"}};
  add_fields(all, {{"accept", "text/plain"}, {"X-Key", "1"}});
  add_fields(all, {{"x-key", "2"}, {"X-Key2", "3"}});
  const http_headers expected = {{"Content-Type", "application/json"},
                                 {"Accept", "text/plain"},
                                 {"X-Key", "2"},
                                 {"X-Key2", "3"}};
  BOOST_TEST((all == expected));
}

BOOST_AUTO_TEST_CASE(quoted_values_are_masked) {
  const http_headers sent = {{"Content-Type", "application/json"},
                             {"Accept", "application/json"},
                             {"Authorization", "Bearer abcdefgh12345678"},
                             {"Cookie", "sid=0123456789abcdef; theme=dark"},
                             {"X-Pin", "4711"}};
  auto masked = [&](std::string text) {
    mask_fields(text, sent);
    return text;
  };
  BOOST_TEST(masked("no application/json for Bearer abcdefgh12345678")
             == "no application/json for ***");
  BOOST_TEST(masked("token 'abcdefgh12345678' of session 0123456789abcdef")
             == "token '***' of session ***");
  BOOST_TEST(masked("pin 4711, not 14711; dark Bearer") == "pin ***, not 14711; dark Bearer");
}

BOOST_AUTO_TEST_CASE(fields_have_a_bound_alone_and_together) {
  const std::string half(130'000, 'v');
  BOOST_TEST(refusal({{"X-A", half}, {"X-B", half}}) == "none");
  BOOST_TEST(refusal({{"X-A", half}, {"X-B", half}, {"X-C", half}})
             == "headers.x: \"X-C\" is too long, alone or with those before it");
  BOOST_TEST(refusal({{"X-A", std::string(1u << 20, 'v')}})
             == "headers.x: \"X-A\" is too long, alone or with those before it");
}

BOOST_AUTO_TEST_SUITE_END()
