#include "actors/artifact/artifact_cache.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include <unistd.h>

#include <target_sdk/json.hpp>
#include <target_sdk/random.hpp>

#include "actors/artifact/read_file.hpp"

namespace target_sdk::detail {
namespace {

namespace fs = std::filesystem;

/// More than the line that describes the artifact needs.
constexpr std::size_t max_description = 64 * 1024;

} // namespace

// The file is a line of JSON that describes the artifact, and then its body as it was downloaded.

std::optional<cached_artifact>
read_artifact_cache(const std::string& file, const std::string& location, std::size_t max_size) {
  auto content = read_file(file, std::max(max_size, max_size + max_description));
  auto line_end = content ? content->find('\n') : std::string::npos;
  if (line_end == std::string::npos)
    return std::nullopt;
  auto about = json::parse(content->substr(0, line_end));
  if (!about || (*about)["location"].string_or_empty() != location)
    return std::nullopt;
  auto etag_url = std::string((*about)["etagUrl"].string_or_empty());
  content->erase(0, line_end + 1);
  if ((*about)["size"].as_int64() != static_cast<std::int64_t>(content->size()))
    return std::nullopt;
  return cached_artifact{.location = location,
                         .etag = std::string((*about)["etag"].string_or_empty()),
                         .etag_url = etag_url.empty() ? location : std::move(etag_url),
                         .body = std::move(*content)};
}

bool write_artifact_cache(const std::string& file, const cached_artifact& artifact) {
  auto about = json::object({{"location", json(artifact.location)},
                             {"etag", json(artifact.etag)},
                             {"etagUrl", json(artifact.etag_url)},
                             {"size", json(static_cast<std::int64_t>(artifact.body.size()))}});
  // A link's target is replaced, not the link; devices and pipes never are.
  std::error_code failed;
  auto link = fs::read_symlink(file, failed);
  auto target =
    fs::weakly_canonical(failed ? fs::path(file) : fs::path(file).parent_path() / link, failed);
  auto type = failed ? fs::file_type::none : fs::status(target, failed).type();
  if (type != fs::file_type::regular && type != fs::file_type::not_found)
    return false;
  // Clients and processes may share a cache: each writes a file of its own and renames it.
  auto temporary = target;
  temporary += ".tmp" + std::to_string(::getpid()) + '-' + std::to_string(thread_random());
  std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
  // Rules tell what will be shown to whom: for the owner alone, before anything is in the file.
  fs::permissions(temporary, fs::perms::owner_read | fs::perms::owner_write, failed);
  out << about.dump() << '\n' << artifact.body;
  out.close();
  if (out)
    fs::rename(temporary, target, failed);
  if (out && !failed)
    return true;
  fs::remove(temporary, failed);
  return false;
}

} // namespace target_sdk::detail
