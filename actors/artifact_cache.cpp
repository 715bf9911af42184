#include "actors/artifact_cache.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>
#include <system_error>
#include <utility>

#include <unistd.h>

#include <target_sdk/json.hpp>
#include <target_sdk/random.hpp>

namespace target_sdk::detail {

std::optional<std::string> read_file(const std::string& path, std::size_t max_size) {
  std::error_code failed;
  auto size = std::filesystem::file_size(path, failed);
  if (failed || size > max_size)
    return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  std::string content(size, '\0');
  if (!in.read(content.data(), static_cast<std::streamsize>(size)))
    return std::nullopt;
  return content;
}

// The file is a line of JSON that describes the artifact, and then its body as it was downloaded.

std::optional<cached_artifact> read_artifact_cache(const std::string& file,
                                                   const std::string& location) {
  auto content = read_file(file, std::numeric_limits<std::size_t>::max());
  auto line_end = content ? content->find('\n') : std::string::npos;
  if (line_end == std::string::npos)
    return std::nullopt;
  auto about = json::parse(content->substr(0, line_end));
  if (!about || (*about)["location"].string_or_empty() != location)
    return std::nullopt;
  auto body = content->substr(line_end + 1);
  if ((*about)["size"].as_int64() != static_cast<std::int64_t>(body.size()))
    return std::nullopt;
  return cached_artifact{.location = location,
                         .etag = std::string((*about)["etag"].string_or_empty()),
                         .body = std::move(body)};
}

bool write_artifact_cache(const std::string& file, const cached_artifact& artifact) {
  auto about = json::object({{"location", json(artifact.location)},
                             {"etag", json(artifact.etag)},
                             {"size", json(static_cast<std::int64_t>(artifact.body.size()))}});
  // Clients and processes may share a cache: each writes a file of its own, which takes the place.
  auto temporary =
    file + ".tmp" + std::to_string(::getpid()) + '-' + std::to_string(thread_random());
  std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
  out << about.dump() << '\n' << artifact.body;
  out.close();
  std::error_code failed;
  if (out)
    std::filesystem::rename(temporary, file, failed);
  if (out && !failed)
    return true;
  std::remove(temporary.c_str());
  return false;
}

} // namespace target_sdk::detail
