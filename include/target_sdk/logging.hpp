// Where log lines go.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace target_sdk {

/// How much a log line matters, in rising order.
enum class log_level : std::uint8_t { debug, info, warning, error };

/// Receives the SDK's log lines. Silent by default: without `write` nothing is composed.
/// Called from any thread, also several at once, and never for a level that `enabled` refuses.
/// Neither function may throw or wait for the SDK.
struct log_sink {
  /// Receives one line without its newline; it starts with `AT:`. The view is gone afterwards.
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
