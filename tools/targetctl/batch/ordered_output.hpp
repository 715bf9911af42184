// Lines that become ready in any order and are written in the order of the requests.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace target_sdk::tools {

/// The outcome of a batch.
struct batch_outcome {
  std::uint64_t lines = 0;
  std::uint64_t failed = 0;
  bool reader_gone = false; ///< Nobody reads the output any more; what was left is dropped.
  int write_error = 0;      ///< Another errno of writing; 0: none.
};

/// Writes lines to a file descriptor on a thread of its own, so that producers never wait for a
/// slow reader. All functions are safe from any thread.
class ordered_output {
public:
  /// At most `open_places` lines are awaited at a time.
  ordered_output(int descriptor, std::size_t open_places);
  ordered_output(const ordered_output&) = delete;
  ordered_output& operator=(const ordered_output&) = delete;
  ~ordered_output();

  /// The place of the next line; waits while too many lines are awaited or unwritten. Nothing when
  /// the output is broken.
  std::optional<std::uint64_t> open_place();

  /// Provides the line of a place, once.
  void put(std::uint64_t place, std::string line, bool is_failure);

  /// How far it is: "120 lines, 3 failed, 16 under way".
  std::string state() const;

  /// Waits until every opened place is written, or the output is broken.
  batch_outcome finish();

private:
  void run();
  std::string take_ready_lines();
  void write_out(const std::string& text);

  const int descriptor_;
  const std::size_t open_places_;

  mutable std::mutex mutex_;
  std::condition_variable has_room_;             ///< For `open_place`.
  std::condition_variable has_work_;             ///< For the writing thread.
  std::deque<std::optional<std::string>> lines_; ///< Unwritten, ready or not.
  std::uint64_t first_ = 0;                      ///< Place of the first of `lines_`.
  std::size_t awaited_ = 0;
  std::uint64_t failed_ = 0;
  bool no_more_ = false;
  bool broken_ = false;
  int write_error_ = 0;
  std::thread writer_;
};

} // namespace target_sdk::tools
