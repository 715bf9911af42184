// Between the queue of notifications and the outbox that keeps them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "actors/client_settings.hpp"
#include "actors/messages.hpp"
#include "delivery/notification_queue.hpp"

namespace target_sdk::detail {

/// Has the outbox keep what arrives, and feeds the queue with what it keeps, in the order of
/// arrival and no more than `notifications.max_waiting` at a time: what has just been stored if
/// there is room, else later from the disk.
class outbox_feed {
public:
  /// Hears why a call was not kept; nothing: it is on the disk.
  using answer = std::function<void(const std::optional<error>&)>;

  /// What its owner does.
  struct owner_functions {
    /// The queue has got so many from the disk; whether there is nothing else.
    std::function<void(std::size_t count, bool is_end)> on_loaded = {};
    /// The queue has got some that have just been stored, or there are some on the disk.
    std::function<void()> on_stored = {};
    /// Notifications are lost.
    std::function<void(delivery_request request, const error& reason)> on_loss = {};
  };

  /// `queue` outlives it.
  outbox_feed(notifier_actor::pointer self, settings_ptr settings, outbox_actor outbox,
              const router_actor& router, delivery::notification_queue& queue,
              owner_functions owner);
  outbox_feed(const outbox_feed&) = delete;
  outbox_feed& operator=(const outbox_feed&) = delete;
  /// Ends the outbox actor, which writes what it has got.
  ~outbox_feed();

  /// Keeps a report that needs no shared visitor.
  void keep_report(delivery::packed_call&& report, answer told);
  /// Keeps impressions; if that fails they are lost.
  void keep_impressions(send_notifications&& call);
  /// These were delivered, or given up.
  void forget(std::vector<std::int64_t> numbers);

  /// Loads more, if there are some and the queue has room.
  void load();
  /// When to call `load` again though nothing happens.
  std::optional<steady_time> next_load() const noexcept { return next_load_; }
  /// Loads nothing from now on: what is on the disk stays there.
  void stop() noexcept { is_stopped_ = true; }
  /// How many are on the disk and not in the queue.
  std::size_t waiting() const noexcept { return waiting_; }

  /// Calls `then` when all that came before is stored, or refused.
  void after_all(std::function<void()> then);
  /// Closes the file.
  void close(std::function<void()> then);

private:
  void store(delivery::packed_call&& call, answer told);
  void on_stored(delivery::packed_call&& call, std::int64_t first);
  void on_loaded(calls_loaded& some);
  /// Puts a call into the queue, with its age.
  void enqueue(delivery::packed_call&& call);
  /// Takes those that could not be read out of a call.
  void lose_unreadable(delivery::stored_call& call,
                       const std::vector<delivery::stored_notification>& some);

  notifier_actor::pointer self_;
  settings_ptr settings_;
  outbox_actor outbox_;
  delivery::notification_queue& queue_;
  owner_functions owner_;
  std::size_t waiting_ = 0;
  std::int64_t loaded_to_ = 0; ///< The highest number that was put into the queue.
  std::optional<steady_time> next_load_;
  bool is_loading_ = false;
  bool is_stopped_ = false;
};

} // namespace target_sdk::detail
