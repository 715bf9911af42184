// Notifications on their way in the background: who shares a request with whom, whose turn it is,
// and how long to try.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <target_sdk/calls.hpp>
#include <target_sdk/client_options.hpp>

#include "delivery/notification_parts.hpp"

namespace target_sdk::delivery {

/// What goes out in one request.
struct notification_batch {
  using time = std::chrono::steady_clock::time_point;

  send_notifications call = {};
  bool is_accepted = false; ///< From reports, whose senders were told so; else impressions.
  time opened = {};         ///< When its first notification came.
  time give_up_at = {};     ///< The time limit of its last notification.
  int attempts = 0;
  std::optional<error> last_error = {};
  std::uint64_t call_id = 0; ///< Of the attempt in flight.
  std::uint64_t round = 0;   ///< Of the sending window, at that attempt.
  /// The numbers of its notifications in the outbox, if there is one.
  std::vector<std::int64_t> stored = {};

  std::size_t size() const noexcept { return call.request.notifications.size(); }

private:
  friend class notification_queue;

  enum class place : std::uint8_t {
    ready,     ///< May be sent.
    behind,    ///< Waits for others of its visitor and session.
    paused,    ///< Failed; waits for the next attempt.
    under_way, ///< In flight.
  };

  place where = place::ready;
  time not_before = {};     ///< While paused.
  std::string line = {};    ///< Visitor and session; empty when nobody knows them.
  std::string content = {}; ///< All that its notifications have in common.
};

/// Notifications that wait, and those under way. A value without clock, thread or network.
///
/// Impressions whose requests differ in nothing but `notifications` share one, up to
/// `max_per_request`, as long as it has not been sent; notifications of reports do, too. Requests
/// of one visitor and session go out a few at a time: the service takes calls of one session one
/// after another.
///
/// What a report brought leaves the queue when it is delivered or has been tried for long enough,
/// never to make room. Of impressions that wait the oldest do.
class notification_queue {
public:
  using time = notification_batch::time;
  /// Numbers follow the order in which batches were opened.
  using number = std::uint64_t;
  using batches = std::map<number, notification_batch>;

  static constexpr std::size_t max_per_request = max_notifications_per_request;
  /// Requests of one visitor and session that are under way, or failed and not repeated yet.
  static constexpr std::size_t max_per_session = max_requests_per_session;
  /// How long a batch is open for more.
  static constexpr std::chrono::seconds open_for{5};
  static constexpr number no_limit = std::numeric_limits<number>::max();

  explicit notification_queue(const notification_options& options) : options_(options) {}

  /// Takes impressions in; a call with more than fit in a request becomes several.
  void add(send_notifications call, time now) {
    add(std::move(call), {}, false, now, now + options_.time_limit);
  }
  /// Takes the notifications of a report in, unless those of reports would be more than the options
  /// allow: then the queue stays as it is, and the answer is false.
  [[nodiscard]] bool add_report(send_notifications&& report, time now);
  /// Takes in what an outbox keeps under these numbers, one for each notification, until `limit`.
  void add_stored(send_notifications&& call, std::vector<std::int64_t> numbers, bool is_report,
                  time now, time limit);

  /// The oldest batch that may be sent now, in flight from then on; null when there is none.
  batches::value_type* next(time now);
  /// Whether `next` would return one.
  bool has_next(time now) const noexcept;
  /// When the first of those that failed may be sent again.
  std::optional<time> next_attempt() const noexcept;
  /// When the first of those that wait reaches its time limit.
  std::optional<time> next_limit() const noexcept;

  /// The batch of a number; null when it is no longer in the queue.
  notification_batch* find(number id) noexcept;
  /// Takes a batch out, wherever it is: it was delivered or is given up.
  batches::node_type take(number id);
  /// Pauses a batch in flight until `not_before`; then it is sent again.
  void put_back(number id, time not_before);
  /// Splits a batch in flight into two, which are sent one after the other. For batches with more
  /// than one notification.
  void split(number id, time now);
  /// Ends all pauses before the next attempt, and opens new batches for later impressions. Returns
  /// the dividing number: old batches have lower ones.
  number hurry();

  /// Takes out the oldest impressions that wait when more wait than the options allow.
  batches take_excess();
  /// Removes waiting ones that have reached their time limit.
  batches take_expired(time now);
  /// Removes all with numbers from `first` to before `last`.
  batches take_range(number first, number last);

  /// How many notifications the batches before `last` hold.
  std::size_t count_before(number last) const noexcept;
  /// Whether any batch has a number before `last`.
  bool any_before(number last) const noexcept;
  bool empty() const noexcept { return all_.empty(); }
  /// How many notifications it holds, waiting or under way.
  std::size_t size() const noexcept { return size_; }

private:
  using place = notification_batch::place;
  using by_time = std::set<std::pair<time, number>>;

  /// Batches of one visitor and session.
  struct session_line {
    std::size_t ahead = 0; ///< Ready, paused or under way.
    std::set<number> behind = {};
  };

  void add(send_notifications&& call, std::vector<std::int64_t> stored, bool is_accepted, time now,
           time limit);
  void insert(number id, notification_batch&& made);
  void enter_line(number id, notification_batch& made);
  void leave_line(number id, const notification_batch& taken);
  void close_for_more(number id, const notification_batch& sent);
  void start_waiting(number id, const notification_batch& waiting);
  void stop_waiting(number id, const notification_batch& waiting);

  notification_options options_;
  batches all_;
  std::set<number> ready_;
  by_time paused_;
  by_time limits_;      ///< When those that wait are given up.
  by_time impressions_; ///< Those of them that may leave earlier.
  std::unordered_map<std::string, session_line> lines_;
  std::unordered_map<std::string_view, number> open_; ///< By `content`, which the batches hold.
  std::size_t size_ = 0;                              ///< Notifications.
  std::size_t waiting_ = 0;                           ///< Those not under way.
  std::size_t accepted_ = 0; ///< Notifications of reports, waiting or under way.
  number next_number_ = 0;
};

} // namespace target_sdk::delivery
