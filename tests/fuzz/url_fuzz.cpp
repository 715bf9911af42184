// URLs and hosts as rules see them, locations of artifacts, percent coding.
#include <target_sdk/artifact.hpp>
#include <target_sdk/cookies.hpp>
#include <target_sdk/json.hpp>

#include "decisioning/context/punycode.hpp"
#include "decisioning/context/url.hpp"
#include "decisioning/values/js_string.hpp"
#include "models/js_blanks.hpp"
#include "models/utf8.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace target_sdk;
using namespace target_sdk::decisioning;
using fuzz::require;

void check_host(std::string_view host) {
  scratch memory;
  const auto parts = split_host(host, memory);
  require(parts.domain.empty() == host.empty(), "a host has a domain");
  if (parts.top_level_domain.empty()) {
    require(parts.domain == host && parts.subdomain.empty(), "a host without suffix is a whole");
    return;
  }
  require(detail::is_utf8(host), "a valid host is UTF-8");
  require(parts.domain.ends_with(parts.top_level_domain), "a domain ends with its suffix");
  require(parts.domain.size() + parts.subdomain.size() <= 3 * host.size(), "nothing is added");
  require(to_lower(parts.domain, memory) == parts.domain, "a domain is in lower case");
}

void check_text(std::string_view text) {
  scratch memory;
  const auto lower = to_lower(text, memory);
  require(lower.size() <= 3 * text.size(), "lower case has its bounds");
  const auto length = utf16_length(text);
  std::size_t at = 0;
  while (at < text.size()) {
    const auto before = at;
    require(next_code_point(text, at) <= 0x10FFFF, "a code point is one");
    require(at > before && at <= text.size(), "each step goes on");
  }
  for (const auto first : {std::size_t{0}, length / 3, length / 2}) {
    const auto count = (length - first) / 2;
    const auto slice = utf16_slice(text, first, count, memory);
    require(slice.size() <= text.size() + 6, "a slice is not longer than its text");
    require(utf16_length(slice) == count, "a slice has the length that was asked for");
  }
  require(utf16_compare(text, text) == 0, "a text equals itself");
  const auto trimmed = detail::trim_js(text);
  require(detail::trim_js(trimmed) == trimmed, "trimming again changes nothing");
  require(contains_text(text, trimmed), "a text contains its parts");
  parse_float(text);
  string_to_number(text);
}

void check_coding(const std::string& text) {
  const auto encoded = percent_encode(text);
  require(detail::is_utf8(encoded), "what is encoded is ASCII");
  const auto decoded = percent_decode(encoded);
  require(decoded.has_value() == detail::is_utf8(text), "UTF-8 and only that is decoded");
  require(!decoded || *decoded == text, "coding loses nothing");
  const auto located = locate_artifact(text);
  if (located.is_url)
    require(locate_artifact(located.place) == located, "a URL that is fit for the wire stays");
  artifact_url({.client = text, .environment = text, .property_token = text});
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::bytes(data, size);
  const std::string_view url(input.data(), input.size());
  const auto parts = split_url(url);
  require(parts.host.size() + parts.path.size() + parts.query.size() + parts.fragment.size()
            <= url.size(),
          "the parts of a URL are parts");
  check_host(parts.host);
  check_host(url);
  if (url.size() <= 252)
    require(punycode_length(url) <= 4 + 11 * url.size(), "punycode has its bounds");
  for (const auto text : {url, parts.path, parts.query, parts.fragment})
    check_text(text);
  check_coding(std::string(url));
  return 0;
}
