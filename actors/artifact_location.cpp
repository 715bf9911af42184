#include "actors/artifact_location.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <target_sdk/cookies.hpp>

namespace target_sdk::detail {
namespace {

// Schemes are written in any case (RFC 3986, section 3.1).
bool has_scheme(std::string_view location, std::string_view lower_scheme) noexcept {
  return location.size() >= lower_scheme.size()
         && std::equal(lower_scheme.begin(), lower_scheme.end(), location.begin(),
                       [](char expected, char c) {
                         return expected == (c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
                       });
}

tl::unexpected<error> unreadable(const std::string& reason) {
  return fail(error_kind::transport, "cannot read the file: " + reason);
}

} // namespace

bool is_url(std::string_view location) noexcept {
  return has_scheme(location, "http://") || has_scheme(location, "https://");
}

std::string file_path(std::string_view location) {
  constexpr std::string_view scheme = "file://", this_host = "localhost/";
  if (!has_scheme(location, scheme))
    return std::string(location);
  location.remove_prefix(scheme.size());
  if (location.starts_with(this_host))
    location.remove_prefix(this_host.size() - 1);
  return percent_decode(location).value_or(std::string(location));
}

result<std::string> read_file(const std::string& path, std::size_t max_size) {
  std::error_code failed;
  auto size = std::filesystem::file_size(path, failed);
  if (failed)
    return unreadable(failed.message());
  if (size > max_size)
    return unreadable("it is larger than " + std::to_string(max_size) + " bytes");
  std::ifstream in(path, std::ios::binary);
  std::string content(size, '\0');
  if (!in.read(content.data(), static_cast<std::streamsize>(size)))
    return unreadable(in.is_open() ? "it became shorter" : "permission denied");
  return content;
}

} // namespace target_sdk::detail
