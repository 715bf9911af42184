// A shared pointer that threads read while another one replaces it.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

namespace target_sdk::detail {

/// Any thread may load and store.
template <class T>
class shared_slot {
public:
  std::shared_ptr<const T> load() const {
    // `load` of libstdc++ 12 and 13 ends with a relaxed operation, which a later store does not
    // synchronise with; a failing exchange is the same read with the order it needs.
    std::shared_ptr<const T> seen;
    value_.compare_exchange_strong(seen, {}, std::memory_order_seq_cst, std::memory_order_seq_cst);
    return seen;
  }

  void store(std::shared_ptr<const T> value) { value_.store(std::move(value)); }

  /// Replaces `seen`; false, with what is there now in `seen`, when another thread was faster.
  bool replace(std::shared_ptr<const T>& seen, std::shared_ptr<const T> value) {
    return value_.compare_exchange_strong(seen, std::move(value));
  }

private:
  mutable std::atomic<std::shared_ptr<const T>> value_;
};

} // namespace target_sdk::detail
