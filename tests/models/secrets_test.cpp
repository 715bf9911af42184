#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>

#include "models/secrets.hpp"

using namespace target_sdk::detail;

BOOST_AUTO_TEST_SUITE(secrets)

BOOST_AUTO_TEST_CASE(urls_are_shown_without_user_password_and_query) {
  const std::pair<const char*, const char*> table[] = {
    {"https://cdn.example/a/rules.json", "https://cdn.example/a/rules.json"},
    {"https://cdn.example:8443", "https://cdn.example:8443"},
    {"https://jo:pw@cdn.example:8443/a", "https://cdn.example:8443/a"},
    {"https://jo:p@w@cdn.example/a", "https://cdn.example/a"},
    {"https://token@[::1]:80/a", "https://[::1]:80/a"},
    {"https://[::1]/a", "https://[::1]/a"},
    {"https://cdn.example/a?sig=x&b=y#z", "https://cdn.example/a?***"},
    {"https://cdn.example/a#token", "https://cdn.example/a#***"},
    {"https://cdn.example?x", "https://cdn.example?***"},
    {"https://cdn.example/@scope/a", "https://cdn.example/@scope/a"},
    // No URLs: who wrote them meant a password with a reserved character.
    {"https://jo:p/w@cdn.example/a", "https://***"},
    {"https://jo:p?w@cdn.example/a", "https://***"},
    {"https://jo:p#w@cdn.example/a", "https://***"},
    {"/etc/shop/rules.json", "/etc/shop/rules.json"},
    {"what?.json", "what?.json"},
    {"file:///etc/shop/rules.json", "file:///etc/shop/rules.json"},
    {"payload", "payload"},
    {"", ""},
    {"://", "://"},
  };
  for (auto& [url, shown] : table)
    BOOST_TEST(without_secrets(url) == shown);
}

BOOST_AUTO_TEST_CASE(long_secrets_are_masked_anywhere_and_short_ones_as_words) {
  auto masked = [](std::string text, std::string_view secret) {
    mask(text, secret);
    return text;
  };
  BOOST_TEST(masked("id abcdefgh, idabcdefghx", "abcdefgh") == "id ***, id***x");
  BOOST_TEST(masked("id 42, status 422, x42, (42)", "42") == "id ***, status 422, x42, (***)");
  BOOST_TEST(masked("42", "42") == "***");
  BOOST_TEST(masked("id_42-42", "42") == "id_***-***");
  BOOST_TEST(masked("x?a=1", "?a=1") == "x***");
  BOOST_TEST(masked("nothing of it", "42") == "nothing of it");
  BOOST_TEST(masked("a text", "") == "a text");
  BOOST_TEST(masked("* is * it", "*") == "*** is *** it");
  BOOST_TEST(masked("", "42") == "");
}

BOOST_AUTO_TEST_SUITE_END()
