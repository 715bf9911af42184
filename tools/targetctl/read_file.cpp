#include "tools/targetctl/read_file.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace target_sdk::tools {
namespace {

result<std::string> read_all(int descriptor) {
  std::string text;
  std::array<char, 65536> chunk;
  while (true) {
    const auto count = ::read(descriptor, chunk.data(), chunk.size());
    if (count == 0)
      return text;
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return fail(error_kind::invalid_configuration, std::strerror(errno));
    if (static_cast<std::size_t>(count) > max_input_size - text.size())
      return fail(error_kind::invalid_configuration, "it is larger than 256 MiB");
    text.append(chunk.data(), static_cast<std::size_t>(count));
  }
}

} // namespace

result<std::string> read_file(const std::string& path) {
  if (path == "-") {
    auto text = read_all(STDIN_FILENO);
    if (!text)
      return fail(error_kind::invalid_configuration,
                  "cannot read standard input: " + text.error().message);
    return text;
  }
  if (path.find('\0') != path.npos)
    return fail(error_kind::invalid_configuration, "cannot read a path with a NUL character");
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  auto text = descriptor < 0 ? fail(error_kind::invalid_configuration, std::strerror(errno))
                             : read_all(descriptor);
  if (descriptor >= 0)
    ::close(descriptor);
  if (!text)
    return fail(error_kind::invalid_configuration,
                "cannot read " + path + ": " + text.error().message);
  return text;
}

} // namespace target_sdk::tools
