// How a subcommand that writes to a stream ends.
#pragma once

#include <cerrno>
#include <cstring>
#include <ostream>

namespace target_sdk::tools {

/// Writes out what is left: 0, or 1 when something could not be written, with the reason on `err`
/// unless the reader has left.
inline int end_of_output(std::ostream& out, std::ostream& err) {
  if (out.flush())
    return 0;
  if (errno != EPIPE)
    err << "targetctl: cannot write: " << std::strerror(errno) << '\n';
  return 1;
}

} // namespace target_sdk::tools
