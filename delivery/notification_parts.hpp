// Notifications, more than fit in a request: sent in several, answered as one.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include <target_sdk/calls.hpp>
#include <target_sdk/random.hpp>

#include "delivery/visitor_state.hpp"

namespace target_sdk::delivery {

/// What the service recommends at most.
inline constexpr std::size_t max_notifications_per_request = 50;

/// More than a few at a time only make a visitor's other calls wait: the service takes the calls of
/// one session one after another.
inline constexpr std::size_t max_requests_per_session = 4;

/// One call as several, its parts. A value without clock, thread or network.
class notification_parts {
public:
  /// `share` is what the visitor gives to the whole call. A call without a session gets a fresh
  /// one, for all its parts.
  notification_parts(get_offers call, const visitor_share& share, const random_source& random);

  std::size_t count() const noexcept { return answers_.size(); }

  /// The call that is the part of this number. Whatever else the whole call asks for goes with the
  /// first part.
  get_offers part(std::size_t number) const;

  /// Keeps the answer to a part; there is one for each.
  void keep_answer(std::size_t number, result<offers> answer);

  /// Fails the parts that were not answered.
  void fail_missing(const error& reason);

  /// The answer to the whole call, when all its parts are answered: that of the part that was
  /// answered last, with what the others confirmed. What failed is unconfirmed; when all parts did,
  /// or the one that asked for offers too, it is an error. The attempts of all parts count; `took`
  /// is the duration of the whole call.
  result<offers> join(std::chrono::microseconds took) &&;

private:
  bool asks_for_offers() const noexcept;
  error first_failure() const;
  /// Of all parts.
  int attempts() const noexcept;
  /// The ids that no part confirmed, each once.
  list<std::string> unconfirmed_by(const list<notification_response>& confirmed) const;

  get_offers call_; ///< Without its notifications.
  std::vector<notification> notifications_;
  json visitor_state_;
  std::vector<std::optional<result<offers>>> answers_;
  std::optional<std::size_t> last_ = {}; ///< The successful part that was answered last.
};

} // namespace target_sdk::delivery
