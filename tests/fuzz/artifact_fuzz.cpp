// Rules, in JSON and obfuscated: refused with a reason, or compiled and decided on.
#include <algorithm>
#include <string>

#include <target_sdk/decisioning.hpp>
#include <target_sdk/models/serialization.hpp>

#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace target_sdk;
using fuzz::require;

constexpr std::string_view organization = "ORG@AdobeOrg";

/// `rules.bin` of this text.
std::string obfuscated(std::string text) {
  const std::string key = "0123456789abcdef0123456789abcdef";
  const auto whole = std::string(organization) + key;
  for (std::size_t at = 0; at < text.size(); ++at)
    text[at] = static_cast<char>(text[at] ^ whole[at % whole.size()]);
  return "ATOD:001" + key + text;
}

/// All that a page may ask: each name of the rules, and the page itself.
delivery_request request_for(const compiled_artifact& artifact) {
  delivery_request made;
  made.id = visitor_id{.tnt_id = "visitor.28_0"};
  auto& seen = made.context.emplace();
  seen.user_agent = "Mozilla/5.0 (X11; Linux x86_64) Chrome/100.0.0.0";
  seen.address = address{.url = "https://shop.example.com/a?b=c#d"};
  made.execute.emplace().page_load.emplace();
  made.prefetch.emplace().views.emplace_back();
  for (const auto& location : artifact.summary())
    if (made.execute->mboxes.size() < 8)
      made.execute->mboxes.emplace_back().name = location.name;
  return made;
}

void check_decision(const std::shared_ptr<const compiled_artifact>& artifact) {
  const auto request = request_for(*artifact);
  const auto made =
    decide(artifact, request, {.client = "acme"},
           {.now_ms = 1'600'000'000'000, .random = [] { return std::uint64_t{7}; }});
  const auto status = made.response.status;
  require(status == 200 || status == 206, "all is decided, or left to the server");
  require(json::parse(to_json_text(made.response)).has_value(), "the answer is JSON");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::bytes(data, size);
  const std::string text(bytes.begin(), bytes.end());
  const auto plain = compile_artifact(text, artifact_format::json, organization);
  const auto hidden = compile_artifact(obfuscated(text), artifact_format::bin, organization);
  require(plain.has_value() == hidden.has_value(), "both forms are the same rules");
  const auto offences = find_artifact_offences(text, artifact_format::json, organization);
  require(offences.empty() == plain.has_value(), "what is refused has an offence");
  static_cast<void>(compile_artifact(text, artifact_format::bin, organization));
  if (plain)
    check_decision(*plain);
  else
    require(!plain.error().message.empty(), "who is refused learns why");
  return 0;
}
