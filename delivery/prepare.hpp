// From a call to the request that is sent: completing, checking, routing. Pure functions.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <target_sdk/calls.hpp>
#include <target_sdk/client_options.hpp>
#include <target_sdk/random.hpp>

#include "delivery/target_cookie.hpp"
#include "delivery/visitor_state.hpp"

namespace target_sdk::delivery {

/// What kind of call a request belongs to.
enum class call_kind { offers, notifications, attributes };

/// What preparing a call needs besides the call.
struct circumstances {
  const client_options& options;
  const random_source& random;
  wall_time now;
  std::chrono::minutes utc_offset;    ///< Local time of this host minus UTC.
  std::string_view learned_hint = {}; ///< The client's nearest edge, when it knows.
  bool telemetry_waits = false;       ///< Entries of earlier calls will be added to this one.
};

/// A call, ready to be sent or decided.
struct prepared_call {
  delivery_request request = {};
  std::string session_id = {};
  std::string incoming_pc = {}; ///< The visitor id of the target cookie.
  std::string cluster = {};     ///< The edge to ask, empty when none is known.
  json visitor_state = {};
  std::vector<std::string> warnings = {}; ///< What was dropped on the way, for the log.
};

/// Moves `call.request` to `into` and completes it there: requests are too large to be passed by
/// value. `into` must be default-constructed. Errors (`invalid_request`) are those of the other
/// SDKs, such as `Request object is required`; `into` is then usable only for `describe`.
[[nodiscard]] result<void> prepare(get_offers&& call, call_kind kind, const visitor_share& visitor,
                                   const circumstances& where, prepared_call& into);

/// Whether there is something to ask for in a request, with header fields that may be sent. Errors
/// as of `prepare`.
[[nodiscard]] result<void> check(const delivery_request& request, const call_headers& headers,
                                 call_kind kind, bool telemetry_waits);

/// Copies into a call what its visitor contributes, so that everything sent for it, whenever and
/// however often, concerns the same visitor and hit. The call no longer needs a shared visitor.
void settle_visitor(delivery_request& request, visit& from, const visitor_share& share);

/// Removes what on-device rules may use but the service refuses.
void fit_for_service(delivery_request& request);

/// Takes out the notifications that the service would refuse, and with them all others of their
/// request: those without id, type or timestamp.
std::vector<notification> take_invalid(list<notification>& notifications);

/// Drops them, with a warning each.
void drop_invalid(list<notification>& notifications, std::vector<std::string>& warnings);

/// Whether the request leaves the supplemental data id to the visitor.
bool wants_supplemental_data_id(const delivery_request& request) noexcept;

/// A visitor of one call, made from the cookie and the customer ids of its visit.
visitor_state own_visitor(const visit& from, const client_options& options, wall_time now);

/// The consumer id of a visit, defaulted.
std::string_view consumer_of(const visit& from) noexcept;

/// The three calls as one: notifications and attributes are offers calls with additional rules.
get_offers as_offers_call(send_notifications call);
get_offers as_offers_call(get_attributes call);

/// Minutes that local time is ahead of UTC on this host at `now`.
std::chrono::minutes local_utc_offset(wall_time now);

} // namespace target_sdk::delivery
