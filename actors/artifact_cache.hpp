// The last good artifact on disk.
#pragma once

#include <optional>
#include <string>

namespace target_sdk::detail {

/// An artifact as it was downloaded.
struct cached_artifact {
  std::string location;
  std::string etag;
  std::string body;
};

/// The artifact in `file`, if there is one for `location`.
std::optional<cached_artifact> read_artifact_cache(const std::string& file,
                                                   const std::string& location);

/// Replaces the content of `file` in one step; false when that was not possible.
bool write_artifact_cache(const std::string& file, const cached_artifact& artifact);

/// The content of a file; empty when it cannot be read or is larger than `max_size` bytes.
std::optional<std::string> read_file(const std::string& path, std::size_t max_size);

} // namespace target_sdk::detail
