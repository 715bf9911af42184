#include "tools/targetctl/batch/progress.hpp"

#include <chrono>
#include <utility>

#include <unistd.h>

#include "tools/targetctl/batch/terminal_line.hpp"

namespace target_sdk::tools {

progress::progress(std::function<std::string()> text) : text_(std::move(text)) {
  if (terminal_line::is_seen())
    thread_ = std::thread([this] { run(); });
}

progress::~progress() {
  {
    const std::lock_guard lock(mutex_);
    stops_ = true;
    stopping_.notify_one();
  }
  if (thread_.joinable())
    thread_.join();
}

void progress::run() {
  terminal_line line;
  std::unique_lock lock(mutex_);
  while (!stopping_.wait_for(lock, terminal_line::interval, [this] { return stops_; }))
    line.show(text_());
}

bool shows_batch_progress() {
  return terminal_line::is_seen() && ::isatty(STDOUT_FILENO) == 0;
}

std::function<std::string()> with_seconds(std::string what) {
  return [what = std::move(what), start = terminal_line::clock::now()] {
    const auto taken = terminal_line::clock::now() - start;
    return what + ", " + std::to_string(taken / std::chrono::seconds(1)) + " s";
  };
}

} // namespace target_sdk::tools
