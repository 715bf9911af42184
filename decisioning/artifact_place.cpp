// Where artifacts lie, and how those called rules.bin are read.
#include <target_sdk/artifact.hpp>

#include <algorithm>
#include <charconv>
#include <system_error>

namespace target_sdk {
namespace {

constexpr std::size_t header_size = 8;
constexpr std::size_t key_size = 32;

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lower;
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
  auto url = base_url(place.cdn_base_path, place.secure) + '/' + place.client + '/';
  url += place.environment.empty() ? "production" : lower_ascii(place.environment);
  url += "/v1";
  if (!place.property_token.empty())
    url += '/' + place.property_token;
  return url + (place.format == artifact_format::bin ? "/rules.bin" : "/rules.json");
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
  return lower_ascii(location).ends_with(".bin") ? artifact_format::bin : artifact_format::json;
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
