// Locations of artifacts, and decoding of rules.bin.
#include <algorithm>
#include <charconv>
#include <system_error>

#include <target_sdk/artifact.hpp>
#include <target_sdk/cookies.hpp>

#include "decisioning/values/js_string.hpp"
#include "models/ascii.hpp"
#include "models/percent_coding.hpp"
#include "models/url_parts.hpp"

namespace target_sdk {
namespace {

constexpr std::size_t header_size = 8;
constexpr std::size_t key_size = 32;

bool is_blank_or_control(char c) noexcept {
  return static_cast<unsigned char>(c) <= ' ';
}

std::string_view without_blanks_around(std::string_view text) noexcept {
  while (!text.empty() && is_blank_or_control(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_blank_or_control(text.back()))
    text.remove_suffix(1);
  return text;
}

// Percent-encodes what is invalid in a URL, except in the host, whose names are encoded
// differently.
std::string as_url(std::string_view text) {
  constexpr std::string_view refused = "\"<>`{}";
  std::string url(detail::split_url(text).origin);
  for (const char c : text.substr(url.size()))
    if (is_blank_or_control(c) || static_cast<unsigned char>(c) >= 0x7F
        || refused.find(c) != std::string_view::npos)
      detail::append_percent_encoded(url, {&c, 1});
    else
      url += c;
  return url;
}

std::string base_url(std::string_view cdn_base_path, bool secure) {
  std::string url;
  if (cdn_base_path.find("://") == std::string_view::npos)
    url = secure ? "https://" : "http://";
  while (cdn_base_path.ends_with('/'))
    cdn_base_path.remove_suffix(1);
  return url.append(cdn_base_path);
}

// The number behind the colon of `PREFIX:VERSION`, 0 when there is none.
int header_version(std::string_view header) noexcept {
  const auto colon = header.find(':');
  if (colon == std::string_view::npos)
    return 0;
  int version = 0;
  const auto* const last = header.data() + header.size();
  const auto [end, code] = std::from_chars(header.data() + colon + 1, last, version);
  return code == std::errc() && end == last ? version : 0;
}

} // namespace

std::string artifact_url(const artifact_place& place) {
  auto url = base_url(place.cdn_base_path, place.secure);
  const auto add = [&](std::string_view part) { detail::append_percent_encoded(url += '/', part); };
  decisioning::scratch memory;
  add(place.client);
  add(place.environment.empty() ? "production" : decisioning::to_lower(place.environment, memory));
  add("v1");
  if (!place.property_token.empty())
    add(place.property_token);
  add(place.format == artifact_format::bin ? "rules.bin" : "rules.json");
  return url;
}

located_artifact locate_artifact(std::string_view location) {
  constexpr std::string_view file = "file://", this_host = "localhost/";
  const auto trimmed = without_blanks_around(location);
  if (detail::starts_with_ignoring_case(trimmed, "http://")
      || detail::starts_with_ignoring_case(trimmed, "https://"))
    return {.is_url = true, .place = as_url(trimmed)};
  if (!detail::starts_with_ignoring_case(trimmed, file))
    return {.place = std::string(location)};
  auto path = trimmed.substr(file.size());
  if (detail::starts_with_ignoring_case(path, this_host))
    path.remove_prefix(this_host.size() - 1);
  return {.place = percent_decode(path).value_or(std::string(path))};
}

std::string geo_url(std::string_view cdn_base_path, bool secure) {
  return base_url(cdn_base_path, secure) + "/v1/geo";
}

result<artifact_format> artifact_format_of(std::string_view option, std::string_view location) {
  if (option == "json")
    return artifact_format::json;
  if (option == "bin")
    return artifact_format::bin;
  if (!option.empty())
    return fail(error_kind::invalid_configuration, "artifactFormat: expected json or bin");
  return detail::to_lower(location).ends_with(".bin") ? artifact_format::bin
                                                      : artifact_format::json;
}

result<std::string> deobfuscate_artifact(std::string_view bytes, std::string_view organization_id) {
  if (bytes.size() < header_size + key_size || header_version(bytes.substr(0, header_size)) != 1)
    return fail(error_kind::malformed_response, "Invalid Artifact");
  auto key = std::string(organization_id);
  key += bytes.substr(header_size, key_size);
  std::string text(bytes.substr(header_size + key_size));
  for (std::size_t at = 0; at < text.size(); ++at)
    text[at] = static_cast<char>(text[at] ^ key[at % key.size()]);
  return text;
}

} // namespace target_sdk
