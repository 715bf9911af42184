// What a client tells besides its answers.
#pragma once

#include <memory>
#include <string>
#include <variant>

#include <target_sdk/error.hpp>
#include <target_sdk/models/context.hpp>
#include <target_sdk/models/delivery_request.hpp>

namespace target_sdk {

class compiled_artifact;

/// The client can answer. Raised once: at start, with on-device decisioning when the first artifact
/// is in.
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
  target_sdk::error error = {}; ///< Why; the place in the artifact when it was refused.
};

/// The geo service answered.
struct geo_location_updated {
  target_sdk::geo geo = {}; ///< The place, without what the service did not know.
};

/// The place of a visitor could not be looked up; the call goes on without it. After failures
/// in a row the service is left alone for some seconds, without further events.
struct geo_lookup_failed {
  target_sdk::error error = {}; ///< Why.
};

/// Impressions of on-device decisions, or notifications of accepted reports, could not be
/// delivered; they are given up. Each that is lost is told once, the last ones while the client
/// closes.
struct send_notification_error {
  delivery_request notification = {}; ///< The request that was given up: up to 50 notifications.
  target_sdk::error error = {};       ///< Of the last attempt, or why there was no other.
};

/// Any of the events.
using event = std::variant<client_ready, artifact_download_succeeded, artifact_download_failed,
                           geo_location_updated, geo_lookup_failed, send_notification_error>;

} // namespace target_sdk
