// The last good artifact on disk.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace target_sdk::detail {

/// An artifact as it was downloaded.
struct cached_artifact {
  std::string location = {};
  std::string etag = {};
  std::string etag_url = {}; ///< The URL that returned `etag`: not the location, if that redirects.
  std::string body = {};
};

/// The artifact in `file`, if there is one for `location` of at most `max_size` bytes.
std::optional<cached_artifact>
read_artifact_cache(const std::string& file, const std::string& location, std::size_t max_size);

/// Creates or replaces `file` atomically; false when that failed.
bool write_artifact_cache(const std::string& file, const cached_artifact& artifact);

} // namespace target_sdk::detail
