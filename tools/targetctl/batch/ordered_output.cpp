#include "tools/targetctl/batch/ordered_output.hpp"

#include <cerrno>
#include <utility>

#include <unistd.h>

namespace target_sdk::tools {
namespace {

/// Lines that may wait to be written, behind a slow call or for a slow reader.
constexpr std::size_t max_unwritten = 16 * 1024;

} // namespace

ordered_output::ordered_output(int descriptor, std::size_t open_places)
  : descriptor_(descriptor),
    open_places_(open_places),
    writer_([this] { run(); }) {
}

ordered_output::~ordered_output() {
  finish();
}

std::optional<std::uint64_t> ordered_output::open_place() {
  std::unique_lock lock(mutex_);
  has_room_.wait(lock, [this] {
    return broken_ || (awaited_ < open_places_ && lines_.size() < open_places_ + max_unwritten);
  });
  if (broken_)
    return std::nullopt;
  ++awaited_;
  lines_.emplace_back();
  return first_ + lines_.size() - 1;
}

void ordered_output::put(std::uint64_t place, std::string line, bool is_failure) {
  const std::lock_guard lock(mutex_);
  lines_[place - first_] = std::move(line);
  --awaited_;
  failed_ += is_failure ? 1 : 0;
  has_room_.notify_one();
  if (place == first_)
    has_work_.notify_one();
}

std::string ordered_output::state() const {
  const std::lock_guard lock(mutex_);
  return std::to_string(first_) + " lines, " + std::to_string(failed_) + " failed, "
         + std::to_string(awaited_) + " under way";
}

batch_outcome ordered_output::finish() {
  {
    const std::lock_guard lock(mutex_);
    no_more_ = true;
    has_work_.notify_one();
  }
  if (writer_.joinable())
    writer_.join();
  const std::lock_guard lock(mutex_);
  return {.lines = first_,
          .failed = failed_,
          .reader_gone = broken_ && write_error_ == 0,
          .write_error = write_error_};
}

void ordered_output::run() {
  std::unique_lock lock(mutex_);
  while (!broken_) {
    has_work_.wait(lock, [this] { return lines_.empty() ? no_more_ : lines_.front().has_value(); });
    if (lines_.empty())
      break;
    const auto text = take_ready_lines();
    has_room_.notify_one();
    lock.unlock();
    write_out(text);
    lock.lock();
  }
}

std::string ordered_output::take_ready_lines() {
  std::string text;
  while (!lines_.empty() && lines_.front()) {
    text.append(*lines_.front()) += '\n';
    lines_.pop_front();
    ++first_;
  }
  return text;
}

void ordered_output::write_out(const std::string& text) {
  for (std::size_t written = 0; written < text.size();) {
    const auto count = ::write(descriptor_, text.data() + written, text.size() - written);
    if (count >= 0) {
      written += static_cast<std::size_t>(count);
    } else if (errno != EINTR) {
      const auto failure = errno;
      const std::lock_guard lock(mutex_);
      broken_ = true;
      write_error_ = failure == EPIPE ? 0 : failure;
      has_room_.notify_one();
      return;
    }
  }
}

} // namespace target_sdk::tools
