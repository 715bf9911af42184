// What a client reports besides its answers.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <variant>

#include <target_sdk/error.hpp>
#include <target_sdk/models/context.hpp>
#include <target_sdk/models/delivery_request.hpp>

namespace target_sdk {

class compiled_artifact;

/// The client can answer. Raised once: at start, or with on-device decisioning when the first
/// artifact is loaded.
struct client_ready {};

/// A new artifact is in use.
struct artifact_download_succeeded {
  std::string location = {}; ///< URL, without user, password and query, or path.
  /// The one in use from now on; null for a subscriber on another node.
  std::shared_ptr<const compiled_artifact> artifact = {};
};

/// An attempt to load an artifact failed; the one in use stays.
struct artifact_download_failed {
  std::string location = {};    ///< URL, as above, path or `payload`.
  target_sdk::error error = {}; ///< Why; with the JSON pointer when the artifact was refused.
};

/// The geo service answered.
struct geo_location_updated {
  target_sdk::geo geo = {}; ///< Only what the service knows.
};

/// The geolocation of a visitor could not be looked up; the call continues without it. After
/// several failures in a row no lookups are made for some seconds, and no events raised.
struct geo_lookup_failed {
  target_sdk::error error = {}; ///< Why.
};

/// Impressions of on-device decisions, or notifications of accepted reports, could not be delivered
/// and were given up. Each loss is reported once, the last ones while the client closes.
struct send_notification_error {
  delivery_request notification = {}; ///< The request that was given up: up to 50 notifications.
  target_sdk::error error = {};       ///< Of the last attempt, or why there was no other.
};

/// A host failed repeatedly: calls to it are answered at once, as `unavailable`, until a request
/// that is let through now and then succeeds (`client_options::breaker`). Raised once per outage.
struct breaker_opened {
  std::string host = {};        ///< host[:port].
  target_sdk::error error = {}; ///< Of the last failure; `retry_after`: when it is first asked.
};

/// The host answers again.
struct breaker_closed {
  std::string host = {};                 ///< host[:port].
  std::chrono::milliseconds open_for{0}; ///< Since `breaker_opened`.
};

/// The file of the outbox could not be read, got another name, and a new one was begun. What it
/// held is not sent. Repeated to later subscribers.
struct outbox_damaged {
  std::string file = {};        ///< The path that the damaged file has now.
  target_sdk::error error = {}; ///< What is wrong with it.
};

/// Any of the events.
using event = std::variant<client_ready, artifact_download_succeeded, artifact_download_failed,
                           geo_location_updated, geo_lookup_failed, send_notification_error,
                           breaker_opened, breaker_closed, outbox_damaged>;

} // namespace target_sdk
