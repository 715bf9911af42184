// Where log lines go.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace target_sdk {

/// Severity of a log line, in ascending order.
enum class log_level : std::uint8_t { debug, info, warning, error };

/// Receives the SDK's log lines. Silent by default: without `write` no line is composed. Called
/// from any thread, concurrently, and never for a level that is not `enabled`. `write` must neither
/// throw nor wait for the SDK.
struct log_sink {
  /// Receives one line, without a newline; it starts with `AT:` and is UTF-8 without control
  /// characters: a line end is `\n`, others `\u001b`. The view is valid during the call only.
  std::function<void(log_level level, std::string_view line)> write = {};
  /// Lines below this level are not composed.
  log_level threshold = log_level::info;

  /// Whether a line of `level` would be written.
  bool enabled(log_level level) const noexcept { return write && level >= threshold; }
  /// Writes the line `AT: text` if its level is enabled.
  void operator()(log_level level, std::string_view text) const noexcept;
};

/// A sink that writes to standard error, a whole line at a time: for development, and for programs
/// whose log is their standard error.
log_sink log_to_stderr(log_level threshold = log_level::info);

} // namespace target_sdk
