// Lines of any length from a file descriptor.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace target_sdk::tools {

/// Reads lines. While it waits for input it watches the descriptor of the output, so that a
/// program in a pipe ends when its reader does and not one line later.
class line_reader {
public:
  line_reader(int input, int output) noexcept : input_(input), output_(output) {}

  /// The next line without its LF or CR LF; nothing at the end or when nobody reads the output.
  std::optional<std::string> next();

  /// What reading failed with, an errno; 0 when it did not.
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
