// A line of a terminal that is written again and again: how far something long has come.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

namespace target_sdk::tools {

/// Standard error, when a person watches it; otherwise all functions do nothing. One thread at a
/// time.
class terminal_line {
public:
  using clock = std::chrono::steady_clock;

  /// How often the line changes at most.
  static constexpr std::chrono::milliseconds interval{250};

  /// Nothing is shown for the first `quiet` time: what is short needs no line.
  explicit terminal_line(std::chrono::milliseconds quiet = std::chrono::seconds(1))
    : next_(clock::now() + quiet) {}
  terminal_line(const terminal_line&) = delete;
  terminal_line& operator=(const terminal_line&) = delete;
  ~terminal_line() { erase(); }

  /// Whether somebody sees what is shown.
  static bool is_seen() {
    static const bool seen = ::isatty(STDERR_FILENO) == 1 && !is_dumb();
    return seen;
  }

  /// What a message on standard error begins with, so that it does not end up behind the line.
  static std::string_view before_message() { return is_seen() ? "\r\033[K" : ""; }

  /// Replaces the line, unless it has just been replaced.
  void show(const std::string& text) {
    const auto now = clock::now();
    if (!is_seen() || now < next_)
      return;
    next_ = now + interval;
    is_shown_ = true;
    // A line that wraps could not be replaced.
    write('\r' + text.substr(0, width() - 1) + "\033[K");
  }

  /// Takes the line away, before something else is written and at the end.
  void erase() {
    if (is_shown_)
      write("\r\033[K");
    is_shown_ = false;
  }

private:
  static bool is_dumb() {
    const auto* const name = std::getenv("TERM");
    return name != nullptr && std::string_view(name) == "dumb";
  }

  static std::size_t width() {
    winsize size{};
    const bool is_known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return is_known ? std::max<std::size_t>(size.ws_col, 2) : 80;
  }

  static void write(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
  }

  clock::time_point next_;
  bool is_shown_ = false;
};

} // namespace target_sdk::tools
