// Which worker gets a call.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "actors/caf_compat.hpp"
#include "actors/messages.hpp"
#include "actors/shared_slot.hpp"

namespace target_sdk::detail {

using worker_list = std::vector<worker_actor>;

/// The one rule: calls are numbered consecutively, and the number determines the worker, so that
/// they are distributed evenly and a cancellation finds its call.
inline const worker_actor& worker_of(std::uint64_t number, const worker_list& workers) {
  return workers[number % workers.size()];
}

/// Distributes calls on the senders' threads.
class dispatch {
public:
  /// Calls go to these workers from now on.
  void open(worker_list workers);
  /// Calls wait in the delivery actor's mailbox from now on.
  void close() { workers_.store(nullptr); }

  /// The worker for a message; null when it is not for a worker. Any thread.
  caf::strong_actor_ptr receiver_of(const caf::mailbox_element& element) noexcept;

private:
  shared_slot<worker_list> workers_;
  std::atomic<std::uint64_t> next_{0}; ///< For calls that have no number yet.
};

} // namespace target_sdk::detail
