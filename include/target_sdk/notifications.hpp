// Notifications about delivered content: that it was shown or clicked.
#pragma once

#include <chrono>
#include <string>

#include <target_sdk/models/delivery_response.hpp>
#include <target_sdk/models/enums.hpp>
#include <target_sdk/models/notification.hpp>
#include <target_sdk/random.hpp>

namespace target_sdk {

/// The notification that `content` was shown (`display`) or clicked (`click`), for
/// `send_notifications`. It carries the event tokens of all options, for a click those of all click
/// metrics, and the content's name, key and state. Without tokens there is nothing to report:
/// executed content has been counted as shown, and clicks on content without click metrics are not
/// counted. The click metrics of a prefetched page load are in `prefetch.metrics`: report them by
/// token.
///
/// `now` is its timestamp, and its id comes from `random`: create one per event, and after a
/// failure send the same one again, so that the event counts once.
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
/// click metrics. The caller fills in `mbox`, `view` or `page_load`.
notification
make_notification(metric_type type, std::string event_token,
                  std::chrono::system_clock::time_point now = std::chrono::system_clock::now(),
                  const random_source& random = thread_random);

} // namespace target_sdk
