#include "tests/support/reply_script.hpp"

#include <utility>

namespace target_sdk::test_support {

void reply_script::push(reply answer, std::size_t times) {
  const std::lock_guard lock(mutex_);
  queue_.insert(queue_.end(), times, std::move(answer));
}

void reply_script::set_handler(reply_handler handler) {
  const std::lock_guard lock(mutex_);
  handler_ = std::move(handler);
}

void reply_script::set_default(reply answer) {
  const std::lock_guard lock(mutex_);
  default_ = std::move(answer);
}

std::size_t reply_script::queued() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

reply reply_script::next(const recorded_request& request) {
  std::unique_lock lock(mutex_);
  if (!queue_.empty()) {
    auto answer = std::move(queue_.front());
    queue_.pop_front();
    return answer;
  }
  if (!handler_)
    return default_;
  const auto handler = handler_;
  lock.unlock();
  return handler(request);
}

} // namespace target_sdk::test_support
