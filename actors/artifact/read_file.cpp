#include "actors/artifact/read_file.hpp"

#include <filesystem>
#include <fstream>
#include <system_error>

namespace target_sdk::detail {
namespace {

tl::unexpected<error> unreadable(const std::string& reason) {
  return fail(error_kind::transport, "cannot read the file: " + reason);
}

} // namespace

result<std::string> read_file(const std::string& path, std::size_t max_size) {
  // A NUL would end the path.
  if (path.find('\0') != std::string::npos)
    return unreadable("its path has a NUL character");
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
