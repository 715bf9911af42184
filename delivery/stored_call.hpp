// Notifications as text, for a file from which a later process sends them. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <target_sdk/calls.hpp>

#include "delivery/wall_time.hpp"

namespace target_sdk::delivery {

/// One notification of a stored call.
struct stored_notification {
  std::int64_t number = 0; ///< Its place in the file; ascending.
  std::string id = {};     ///< Of the notification, for those who look into the file.
  std::string text = {};   ///< JSON.
};

/// Notifications that were handed over together, with all that is sent besides them.
struct stored_call {
  std::string text = {};    ///< JSON of the call, without its notifications.
  bool is_report = false;   ///< From a report, whose sender was told that it is kept.
  wall_time stored_at = {}; ///< To the millisecond.
  std::vector<stored_notification> notifications = {};
};

/// A stored call as it was, but for what no longer can be read.
struct restored_call {
  send_notifications call = {};
  std::vector<std::int64_t> numbers = {}; ///< Of its notifications, in their order.
  std::vector<stored_notification> unreadable = {};
};

/// The text of a call that holds no shared visitor, without numbers. Header fields for look-ups of
/// places, which notifications do not need, are left out.
stored_call to_stored(send_notifications& call, bool is_report, wall_time now);

/// The opposite.
restored_call from_stored(const stored_call& stored);

} // namespace target_sdk::delivery
