// Shows on a terminal how far something has come that keeps its own thread busy, or waiting.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace target_sdk::tools {

/// While it lives, the text of a function stands on standard error, if that is a terminal, from the
/// first second on. Writes nothing else, and takes the line away at the end.
class progress {
public:
  /// `text` is called on another thread, some times a second.
  explicit progress(std::function<std::string()> text);
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;
  ~progress();

private:
  void run();

  const std::function<std::string()> text_;
  std::mutex mutex_;
  std::condition_variable stopping_;
  bool stops_ = false;
  std::thread thread_;
};

/// The progress of a batch that writes its answers to standard output: nothing when they are
/// watched themselves.
bool shows_batch_progress();

/// `what`, and how long it has taken: "loading the rules, 3 s".
std::function<std::string()> with_seconds(std::string what);

} // namespace target_sdk::tools
