// Which worker gets a call.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "actors/caf_compat.hpp"
#include "actors/client_settings.hpp"
#include "actors/messages.hpp"
#include "actors/shared_slot.hpp"

namespace target_sdk::detail {

using worker_list = std::vector<worker_actor>;

/// The one rule: calls are numbered consecutively, and the number determines the worker, so that
/// they are distributed evenly and a cancellation finds its call.
inline const worker_actor& worker_of(std::uint64_t number, const worker_list& workers) {
  return workers[number % workers.size()];
}

/// Accepts and distributes calls on the senders' threads.
class dispatch {
public:
  explicit dispatch(settings_ptr settings) : settings_(std::move(settings)) {}

  /// Calls go to these workers from now on, impressions to `notification` once it is there.
  void open(worker_list workers, notification_actor notification);
  /// Calls wait in the delivery actor's mailbox from now on.
  void close() { destinations_.store(nullptr); }

  /// The worker for a message; null when it is not for a worker. A `get_offers` of a user becomes
  /// a call with number and deadline, or is answered `overloaded` at once: then `message` is null,
  /// as it is for a call that was decided at once. `router` is the delivery actor. Any thread.
  caf::strong_actor_ptr receiver_of(caf::mailbox_element_ptr& message,
                                    router_actor::pointer router);

private:
  struct destinations {
    worker_list workers;
    notification_actor notification;
  };

  /// Decides and answers a call that takes no longer than to pass it on would; false, with nothing
  /// done, for all others.
  bool decide_at_once(caf::mailbox_element_ptr& message, const destinations& to,
                      router_actor::pointer router);
  /// The call that a message is about, if any.
  static std::optional<std::uint64_t> number_of(const caf::mailbox_element& element) noexcept;

  settings_ptr settings_;
  shared_slot<destinations> destinations_;
  std::uint64_t forks_ = fork_count();
};

} // namespace target_sdk::detail
