#include <string>
#include <vector>

#include "delivery/service_words.hpp"
#include "models/utf8.hpp"
#include "tests/delivery/fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;

namespace {

/// A request with a secret wherever one may stand; each begins with `s3cret`.
const char* const full_request = R"({
  "id": {"tntId": "s3cret-tnt.28_20", "thirdPartyId": "s3cret-third@shop.example",
    "marketingCloudVisitorId": "s3cret-ecid",
    "customerIds": [{"id": "s3cret-1", "integrationCode": "crm", "authenticatedState": "unknown"},
                    {"id": "s3cret-2", "integrationCode": "crm", "authenticatedState": "unknown"}]},
  "trace": {"authorizationToken": "s3cret-trace"},
  "preview": {"token": "s3cret-preview"}, "qaMode": {"token": "s3cret-qa"},
  "experienceCloud": {"audienceManager": {"blob": "s3cret-blob"},
    "analytics": {"supplementalDataId": "s3cret-sdid"}},
  "context": {"channel": "web", "geo": {"ipAddress": "203.0.113.77"},
    "address": {"url": "https://shop.example/?a&key=s3cret-url&b=#top",
      "referringUrl": "https://login.example/?key=s3cret-referrer"}},
  "execute": {"pageLoad": {"parameters": {"who": "s3cret-page"}},
    "mboxes": [{"index": 0, "name": "hero", "parameters": {"who": "s3cret-mbox"},
      "profileParameters": {"who": "s3cret-profile"},
      "address": {"url": "https://shop.example/?key=s3cret-mbox-url"}}]},
  "prefetch": {"pageLoad": {"parameters": {"who": "s3cret-prefetched"}},
    "mboxes": [{"index": 0, "name": "b", "parameters": {"who": "s3cret-prefetched-mbox"}}],
    "views": [{"parameters": {"who": "s3cret-view"}}]},
  "notifications": [{"id": "n1", "type": "display", "timestamp": 1,
    "tokens": ["s3cret-token-1", "s3cret-token-2"], "parameters": {"who": "s3cret-note"}}]
})";

std::vector<std::string> secrets_of(const std::string& text) {
  std::vector<std::string> found;
  for (auto at = text.find("s3cret"); at != text.npos; at = text.find("s3cret", at + 1))
    found.push_back(text.substr(at, text.find_first_of("\"&", at) - at));
  return found;
}

std::string said(std::string words, std::string_view session = "s3cret-session") {
  return delivery::service_words(std::move(words), request_of(full_request), session);
}

} // namespace

BOOST_AUTO_TEST_SUITE(service_words)

BOOST_AUTO_TEST_CASE(every_secret_that_the_service_quotes_is_masked) {
  auto all = secrets_of(full_request);
  BOOST_TEST(all.size() == 22u);
  all.insert(all.end(), {"s3cret-session", "203.0.113.77", "s3cret-tnt"});
  for (auto& secret : all)
    BOOST_TEST(said("cannot use '" + secret + "' of id" + secret).find(secret) == std::string::npos,
               secret);
  BOOST_TEST(said("Invalid tntId: s3cret-tnt.28_20.") == "Invalid tntId: ***.");
  const auto whole = said(full_request);
  BOOST_TEST(whole.find("s3cret") == std::string::npos, whole);
  BOOST_TEST(said("Invalid URL: https://shop.example/?a&key=s3cret-url&b=#top")
             == "Invalid URL: https://shop.example/?***");
}

BOOST_AUTO_TEST_CASE(secrets_are_found_percent_encoded) {
  BOOST_TEST(said("no resource ?sessionId=a%20b%2Fc&x", "a b/c") == "no resource ?sessionId=***&x");
  BOOST_TEST(said("no s3cret-third%40shop.example") == "no ***");
}

BOOST_AUTO_TEST_CASE(words_without_secrets_stay) {
  const std::string words = "Validation failed: mbox 'hero' of channel web has crm twice";
  BOOST_TEST(said(words) == words);
  BOOST_TEST(delivery::service_words(words, {}, "") == words);
}

BOOST_AUTO_TEST_CASE(short_parameters_are_words_and_stay) {
  const auto request =
    request_of(R"({"execute":{"pageLoad":{"parameters":{"colour":"red","n":17}}}})");
  BOOST_TEST(delivery::service_words("red is no number", request, "") == "red is no number");
}

BOOST_AUTO_TEST_CASE(long_words_are_cut_between_characters) {
  BOOST_TEST(said(std::string(999, 'x') + "\xc3\xa4").size() == 999u);
  BOOST_TEST(said(std::string(998, 'x') + "\xc3\xa4").size() == 1000u);
  BOOST_TEST(said(std::string(50'000, 'x')).size() == 1000u);
  std::string umlauts;
  while (umlauts.size() < 50'000)
    umlauts += "\xe2\x82\xac";
  BOOST_TEST(detail::is_utf8(said(umlauts)));
  BOOST_TEST(said(std::string(5'000, '\x80')) == "");
}

BOOST_AUTO_TEST_SUITE_END()
