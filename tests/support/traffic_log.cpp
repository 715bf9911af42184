#include "tests/support/traffic_log.hpp"

namespace target_sdk::test_support {

std::size_t traffic_log::opened() {
  const std::lock_guard lock(mutex_);
  ++counters_.open;
  return ++counters_.accepted;
}

void traffic_log::closed() {
  const std::lock_guard lock(mutex_);
  --counters_.open;
}

void traffic_log::handshake(bool resumed) {
  const std::lock_guard lock(mutex_);
  ++counters_.tls_handshakes;
  if (resumed)
    ++counters_.tls_resumptions;
}

void traffic_log::handshake_failed() {
  const std::lock_guard lock(mutex_);
  ++counters_.tls_failures;
}

void traffic_log::request(const std::shared_ptr<const recorded_request>& seen) {
  {
    const std::lock_guard lock(mutex_);
    ++counters_.requests;
    if (keep_requests_)
      requests_.push_back(seen);
  }
  changed_.notify_all();
}

void traffic_log::response_started() {
  const std::lock_guard lock(mutex_);
  ++counters_.responses_started;
}

traffic_counters traffic_log::counters() const {
  const std::lock_guard lock(mutex_);
  return counters_;
}

std::vector<recorded_request> traffic_log::requests() const {
  std::vector<std::shared_ptr<const recorded_request>> seen;
  {
    const std::lock_guard lock(mutex_);
    seen = requests_;
  }
  std::vector<recorded_request> result;
  result.reserve(seen.size());
  for (const auto& request : seen)
    result.push_back(*request);
  return result;
}

void traffic_log::clear_requests() {
  const std::lock_guard lock(mutex_);
  requests_.clear();
}

bool traffic_log::wait_for_requests(std::size_t count, std::chrono::milliseconds timeout) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, timeout, [&] { return counters_.requests >= count; });
}

} // namespace target_sdk::test_support
