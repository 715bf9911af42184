#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace target_sdk::test_support {

struct child_process_options {
  std::vector<std::string> command = {}; ///< the program (searched in PATH) and its arguments
  std::vector<std::pair<std::string, std::string>> environment = {}; ///< added or replaced
  std::string input_file = {};  ///< standard input; empty: /dev/null
  std::string output_file = {}; ///< standard output; empty: /dev/null
  std::string error_file = {};  ///< standard error; empty: /dev/null; may equal output_file
};

/// A program run as a child. The destructor kills and reaps it; the kernel kills it too when the
/// thread that made it ends, so it never outlives the test. Throws std::system_error if the fork
/// fails; a program that cannot be executed ends with status 127.
class child_process {
public:
  explicit child_process(const child_process_options& options);
  child_process(const child_process&) = delete;
  child_process& operator=(const child_process&) = delete;
  ~child_process();

  pid_t pid() const { return pid_; }
  bool is_running();
  void send_signal(int signal);

  /// The exit status, 128 + N if signal N ended it, or nothing if it still runs at the timeout.
  std::optional<int> wait(std::chrono::milliseconds timeout);

private:
  pid_t pid_ = -1;
  std::optional<int> status_;
};

/// Whether a program of that name is in PATH.
bool is_installed(std::string_view program);

} // namespace target_sdk::test_support
