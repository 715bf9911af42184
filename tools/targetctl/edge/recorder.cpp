#include "tools/targetctl/edge/recorder.hpp"

#include <cerrno>
#include <cstring>

namespace target_sdk::tools::edge {

result<recorder> recorder::open(const std::string& path) {
  recorder made;
  made.file_.open(path, std::ios::app | std::ios::binary);
  if (!made.file_)
    return fail(error_kind::invalid_configuration,
                "cannot write " + path + ": " + std::strerror(errno));
  made.is_open_ = true;
  return made;
}

bool recorder::add(std::string_view lines) {
  if (!is_open_ || lines.empty())
    return true;
  file_ << lines << std::flush;
  return file_.good();
}

} // namespace target_sdk::tools::edge
