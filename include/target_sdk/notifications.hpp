// Notifications about content that was delivered: that it was shown, that it was clicked.
#pragma once

#include <chrono>
#include <string>

#include <target_sdk/models/delivery_response.hpp>
#include <target_sdk/models/enums.hpp>
#include <target_sdk/models/notification.hpp>
#include <target_sdk/random.hpp>

namespace target_sdk {

/// The notification that `content` was shown (`display`) or clicked (`click`), for
/// `send_notifications`. Its tokens are those of all options, for a click those of all click
/// metrics; name, key and state are those of the content. Without tokens there is nothing to
/// report: executed content is counted as shown already, and nobody counts clicks on content
/// without click metrics. Those of a prefetched page load stand in `prefetch.metrics`: report them
/// by token.
///
/// `now` is its timestamp, and its id is made of `random`: make it once for each event, and send
/// the same one again after a failure, so that it counts once.
/// @{
notification
make_notification(metric_type type, const mbox_response& content,
                  std::chrono::system_clock::time_point now = std::chrono::system_clock::now(),
                  const random_source& random = thread_random);
notification
make_notification(metric_type type, const view& content,
                  std::chrono::system_clock::time_point now = std::chrono::system_clock::now(),
                  const random_source& random = thread_random);
notification
make_notification(metric_type type, const page_load_response& content,
                  std::chrono::system_clock::time_point now = std::chrono::system_clock::now(),
                  const random_source& random = thread_random);
/// @}

/// The same for a single event token, such as one that a browser reports, or that of one of several
/// click metrics. What it belongs to is the caller's to fill in: `mbox`, `view` or `page_load`.
notification
make_notification(metric_type type, std::string event_token,
                  std::chrono::system_clock::time_point now = std::chrono::system_clock::now(),
                  const random_source& random = thread_random);

} // namespace target_sdk
