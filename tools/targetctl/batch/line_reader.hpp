// Lines of any length from a file descriptor.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace target_sdk::tools {

/// Reads lines. While waiting for input it watches the output's descriptor, so that a program in a
/// pipe ends with its reader, not one line later.
class line_reader {
public:
  line_reader(int input, int output) noexcept : input_(input), output_(output) {}

  /// The next line without its LF or CR LF; nothing at the end or when nobody reads the output.
  std::optional<std::string> next();

  /// The errno of a failed read; 0: none.
  int error() const noexcept { return error_; }

private:
  bool read_more();
  bool wait_for_input();

  int input_;
  int output_;
  int error_ = 0;
  std::string buffer_;
  std::size_t begin_ = 0; ///< Start of the next line.
  bool at_end_ = false;
};

} // namespace target_sdk::tools
