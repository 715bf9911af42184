// The notification actor: sends notifications, and delivers in the background what must arrive
// though nobody waits: reports and impressions.
#pragma once

#include <optional>
#include <vector>

#include "actors/client_settings.hpp"
#include "actors/messages.hpp"
#include "actors/notification/calls_in_parts.hpp"
#include "actors/notification/outbox_feed.hpp"
#include "actors/notification/report_intake.hpp"
#include "delivery/notification_queue.hpp"
#include "delivery/sending_window.hpp"

namespace target_sdk::detail {

/// State and behavior of the notification actor. Notifications wait in `queue_`, which orders them;
/// `window_` limits the requests in flight; `move_on` combines both. Reports get there through
/// `intake_`, and with an outbox by way of the disk, through `outbox_`: then nothing is lost when a
/// drain or the client ends. Calls that somebody waits for bypass the queue; `in_parts_` has those
/// that need several requests.
class notification_state {
public:
  static inline const char* name = "target_sdk.notification";

  explicit notification_state(notifier_actor::pointer self) : self_(self) {}
  ~notification_state();

  /// `outbox` and `carrier` are null without one.
  notifier_actor::behavior_type behavior(settings_ptr settings, router_actor router,
                                         outbox_actor outbox, carrier_actor carrier);

private:
  using number = delivery::notification_queue::number;
  using batches = delivery::notification_queue::batches;

  /// Somebody waits for the batches before `last`.
  struct waiting_drain {
    steady_time deadline = {};
    number last = 0;
    bool is_last = false;       ///< It is for all that comes, too.
    bool is_final = false;      ///< The outbox is closed before it is answered.
    std::size_t not_loaded = 0; ///< It waits for so many that are only in the outbox.
    std::size_t lost = 0;
    caf::typed_response_promise<drained> promise = {};
  };

  /// Sends a call with more notifications than fit in a request.
  caf::result<offers> send_in_parts(call_ptr record);
  /// Takes a report in; `told` hears whether it is kept.
  void take_report(delivery::packed_call&& report, report_intake::answer told);
  /// `told` of a report.
  void count_report(const result<accepted>& kept);
  /// Puts a report into the queue, or the outbox.
  void keep(delivery::packed_call&& report, const report_intake::answer& told);
  /// Has it kept elsewhere.
  void carry(const delivery::packed_call& report, const report_intake::answer& told);
  void enqueue(send_notifications call);
  void move_on();
  void deliver(batches::value_type& next);
  void on_answer(number id, std::uint64_t call, const std::optional<error>& failure);
  void on_failure(number id, const error& err);
  bool is_worth_another(const error& err) const noexcept;
  std::size_t most_under_way() const noexcept;
  /// Feeds the queue from the outbox.
  void use_outbox(outbox_actor outbox);
  /// Waits for what is in the queue when all reports that came before are.
  caf::result<drained> ask_drain(waiting_drain drain);
  void begin_drain(waiting_drain drain);
  /// Some that drains wait for are in the queue now.
  void move_drains(std::size_t loaded, bool is_end);
  void end_drains(steady_time now);
  void miss_deadline(waiting_drain& late);
  void answer_drains();
  void answer(waiting_drain& done);
  /// Reports these as lost, for `reason`, or by default with the error of their last attempt.
  void lose(batches lost, const std::optional<error>& reason = std::nullopt);
  void raise_loss(delivery_request request, error err);
  void log_loss(std::size_t count, const error& err);
  void wake_at(steady_time time);

  notifier_actor::pointer self_;
  settings_ptr settings_;
  router_actor router_;
  carrier_actor carrier_;
  std::optional<report_intake> intake_;
  std::optional<calls_in_parts> in_parts_;
  delivery::notification_queue queue_{{}};
  std::optional<outbox_feed> outbox_;
  delivery::sending_window window_;
  std::size_t under_way_ = 0; ///< Requests, those whose notifications were given up included.
  std::vector<waiting_drain> drains_;
  std::optional<steady_time> wakes_at_;
  bool is_closing_ = false;  ///< The last drain has begun.
  std::optional<error> end_; ///< Why nothing is delivered any more.
};

} // namespace target_sdk::detail
