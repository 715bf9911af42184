// A browser's request as a web server reads it: URL, peer, and header fields. Whatever they are,
// the page gets its call, and nothing of them leaves the place where it is put.
#include <algorithm>
#include <string>
#include <vector>

#include <target_sdk/models/serialization.hpp>
#include <target_sdk/page_request.hpp>

#include "models/utf8.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace target_sdk;
using fuzz::require;

constexpr std::string_view organization = "ORG@AdobeOrg";

bool is_clean(std::string_view text) {
  return detail::is_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
           return (c >= 0 && c < ' ') || c == '\x7F';
         });
}

void check_text(const std::optional<std::string>& text) {
  require(!text || is_clean(*text), "no text that is passed on has control characters");
}

void check_context(const context& seen) {
  check_text(seen.user_agent);
  if (seen.address) {
    check_text(seen.address->url);
    check_text(seen.address->referring_url);
    require(!seen.address->url || seen.address->url->find("://") != std::string::npos,
            "the URL of a page is absolute");
  }
  if (seen.client_hints)
    for (const auto* hint : {&seen.client_hints->model, &seen.client_hints->platform,
                             &seen.client_hints->browser_ua_with_major_version,
                             &seen.client_hints->browser_ua_with_full_version})
      check_text(*hint);
  if (seen.geo)
    require(seen.geo->ip_address->find_first_not_of("0123456789abcdefABCDEF.:")
              == std::string::npos,
            "an address is fit for a header field");
}

void check_lines(const page_request& page) {
  for (const auto& line : page.set_cookie_lines()) {
    require(std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c < '\x7F'; }),
            "a Set-Cookie line is one line of ASCII");
    require(line.starts_with("at_qa_mode=") || line.starts_with("at_preview_mode="),
            "a link sets its own cookies only");
    require(std::count(line.begin(), line.end(), ';') == 4, "no value ends its attribute");
    require(line.size() < 4300, "a line is no longer than browsers and proxies take it");
  }
}

/// What a link has the browser keep tells the next page the same.
void check_next_page(const page_request& page) {
  std::string cookies;
  for (const auto& each : page.cookies)
    cookies += each.name + '=' + each.value + "; ";
  const auto next = read_page_request({.headers = {{"Cookie", cookies}}}, organization);
  for (const auto& each : page.cookies) {
    if (each.value.empty())
      continue;
    if (each.name == qa_mode_cookie_name)
      require(next.qa_mode.has_value() && next.qa_mode->token == page.qa_mode->token,
              "QA mode lasts");
    else
      require(next.preview == page.preview, "a preview lasts");
  }
}

void check_page(const browser_request& from) {
  const auto page = read_page_request(from, organization);
  check_context(page.context);
  check_lines(page);
  check_next_page(page);
  const auto request = page.request();
  require(validate(request).has_value(), "the service takes what is read");
  const auto text = to_json_text(request);
  const auto again = from_json_text<delivery_request>(text);
  require(again && *again == request, "what is read is what is sent");
  const auto state = offers{.request = request}.server_state();
  require(state.find_first_of("<>&") == std::string::npos, "no text leaves its script");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::parts(data, size, 4);
  const auto fields = fuzz::fields_of(input[3]);
  check_page({.url = input[0], .headers = fields, .peer = input[1]});
  check_page({.url = input[0],
              .headers = fields,
              .peer = input[1],
              .scheme = input[2],
              .host = input[2],
              .address_header = "X-Forwarded-For"});
  const auto& hostile = input[0];
  http_headers all_hostile;
  for (const char* name : {"Host", "User-Agent", "Referer", "Cookie", "X-Forwarded-For",
                           "Sec-CH-UA", "Sec-CH-UA-Platform", "Sec-CH-UA-Mobile"})
    all_hostile.emplace_back(name, hostile);
  check_page({.url = "/?" + hostile,
              .headers = all_hostile,
              .peer = hostile,
              .address_header = "X-Forwarded-For"});
  return 0;
}
