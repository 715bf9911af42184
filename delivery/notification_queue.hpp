// Notifications on their way in the background: who shares a request with whom, whose turn it is,
// and how long to try.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <target_sdk/calls.hpp>
#include <target_sdk/client_options.hpp>

#include "delivery/notification_parts.hpp"
#include "delivery/packed_call.hpp"

namespace target_sdk::delivery {

/// What goes out in one request.
struct notification_batch {
  using time = std::chrono::steady_clock::time_point;

  packed_call packed = {};
  time opened = {};     ///< When its first notification came.
  time give_up_at = {}; ///< The time limit of its last notification.
  int attempts = 0;
  std::optional<error> last_error = {};
  std::uint64_t call_id = 0; ///< Of the attempt in flight.
  std::uint64_t round = 0;   ///< Of the sending window, at that attempt.

  /// What is sent.
  send_notifications call() const { return unpack(packed); }
  /// From reports, whose senders were told so; else impressions.
  bool is_accepted() const noexcept { return packed.content.is_report; }
  std::size_t size() const noexcept { return packed.content.notifications.size(); }

private:
  friend class notification_queue;

  enum class place : std::uint8_t {
    ready,     ///< May be sent.
    behind,    ///< Waits for others of its visitor and session.
    paused,    ///< Failed; waits for the next attempt.
    under_way, ///< In flight.
  };

  place where = place::ready;
  time not_before = {};  ///< While paused.
  bool may_grow = false; ///< It is joined by others that have the same in common.
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
  /// Bytes of memory of a notification that comes alone, as most do. Larger ones take the room of
  /// several.
  static constexpr std::size_t usual_memory = 1536;
  /// Bytes that are kept however few notifications may be.
  static constexpr std::size_t min_memory = 1u << 20;
  /// How many bytes notifications may take if `max_waiting` of them may wait.
  static constexpr std::size_t memory_for(std::size_t max_waiting) noexcept {
    return std::max(std::min(max_waiting, no_limit / usual_memory) * usual_memory, min_memory);
  }

  explicit notification_queue(const notification_options& options) : options_(options) {}

  /// Takes impressions in; a call with more than fit in a request becomes several.
  void add(send_notifications call, time now) {
    add(pack(call, false, {}), now, now + options_.time_limit);
  }
  /// Takes the notifications of a report in, unless those of reports would be more than the options
  /// allow: then the queue stays as it is, and the answer is false.
  [[nodiscard]] bool add_report(packed_call&& report, time now);
  /// Takes in what an outbox keeps, until `limit`.
  void add_stored(packed_call&& call, time now, time limit) { add(std::move(call), now, limit); }

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
  /// How many more notifications it may hold.
  std::size_t room() const noexcept;

private:
  using place = notification_batch::place;
  using by_time = std::set<std::pair<time, number>>;

  /// Batches of one visitor and session.
  struct session_line {
    std::size_t ahead = 0; ///< Ready, paused or under way.
    std::set<number> behind = {};
  };

  /// Notifications.
  struct amount {
    std::size_t count = 0;
    std::size_t bytes = 0;
    void add(const notification_batch& more) noexcept;
    void remove(const notification_batch& less) noexcept;
    bool exceeds(const notification_options& options) const noexcept;
  };
  /// What notifications that share a request have in common.
  struct common_content {
    std::string_view text;
    bool is_report;
    const void* visitor;
    friend bool operator==(const common_content&, const common_content&) = default;
  };
  struct common_content_hash {
    std::size_t operator()(const common_content& what) const noexcept {
      return std::hash<std::string_view>{}(what.text) + what.is_report;
    }
  };
  static common_content common_of(const packed_call& call) noexcept;

  void add(packed_call&& call, time now, time limit);
  void count(const notification_batch& kept) noexcept;
  void discount(const notification_batch& taken) noexcept;
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
  std::unordered_map<std::size_t, session_line> lines_;
  std::unordered_map<common_content, number, common_content_hash> open_; ///< Texts of the batches.
  amount held_;                                                          ///< Waiting or under way.
  amount accepted_; ///< Those of them that are of reports.
  amount waiting_;  ///< Those not under way.
  number next_number_ = 0;
};

} // namespace target_sdk::delivery
