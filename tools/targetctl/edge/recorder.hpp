// The file of --record.
#pragma once

#include <fstream>
#include <string>
#include <string_view>

#include <target_sdk/error.hpp>

namespace target_sdk::tools::edge {

/// Appends lines to a file; they are passed to the operating system before `add` returns. Not
/// thread-safe.
class recorder {
public:
  /// Records nothing.
  recorder() = default;

  /// Error (`invalid_configuration`): the file cannot be written.
  [[nodiscard]] static result<recorder> open(const std::string& path);

  /// False when they could not be written, now or earlier.
  bool add(std::string_view lines);

private:
  std::ofstream file_;
  bool is_open_ = false;
};

} // namespace target_sdk::tools::edge
