// All actors of the SDK as typed interfaces, and the messages they understand.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <caf/actor_control_block.hpp>
#include <caf/message.hpp>
#include <caf/type_id.hpp>
#include <caf/typed_actor.hpp>

#include <target_sdk/artifact.hpp>
#include <target_sdk/ask.hpp>
#include <target_sdk/caf_compat.hpp>
#include <target_sdk/call_finished.hpp>
#include <target_sdk/calls.hpp>
#include <target_sdk/events.hpp>
#include <target_sdk/http.hpp>
#include <target_sdk/metrics.hpp>

namespace target_sdk {

// -- messages beyond the three calls of calls.hpp -------------------------------------------------

/// Subscribes to all events of events.hpp from now on; an earlier `client_ready`, `outbox_damaged`
/// and early losses are repeated. It ends with its subscriber, or when that one's node is lost.
struct subscribe {
  caf::strong_actor_ptr subscriber = {}; ///< Gets the messages of events.hpp.
};

/// Subscribes to `call_finished`, of all calls of users that begin from now on; to nothing else. It
/// ends as other subscriptions do. Who cannot keep up should not subscribe: there is one for each
/// call.
struct subscribe_calls {
  caf::strong_actor_ptr subscriber = {}; ///< Gets the messages.
};

/// Ends the subscriptions of a subscriber, to events and to calls.
struct unsubscribe {
  caf::strong_actor_ptr subscriber = {}; ///< As given to `subscribe` or `subscribe_calls`.
};

/// Impressions of one on-device decision, to be sent in the background. Those whose calls name
/// a session and differ in `notifications` only share requests.
struct impressions {
  /// What to send: the notifications, with visitor, session and context.
  send_notifications call = {};
};

/// A report that must arrive although nobody waits for the server's answer; see `client::notify`.
struct keep_notifications {
  send_notifications report = {}; ///< As for `send_notifications`.
};

/// Asks to deliver the notifications that are now waiting or in flight. Answered when all of them
/// are done, or at the deadline. Later ones are not affected; several drains may run at a time.
struct drain {
  /// When undelivered impressions are given up, unless another drain with a later deadline still
  /// waits for them. Each is reported by `send_notification_error`. With an outbox none is given
  /// up: they are only counted, and tried further.
  std::chrono::steady_clock::time_point deadline = {};
};

/// The answer to `drain`.
struct drained {
  /// Notifications that were not delivered: refused meanwhile, or still waiting or in flight at the
  /// deadline.
  std::size_t given_up = 0;
};

/// Asks which artifact is in use.
struct get_artifact {};

/// The artifact in use.
struct artifact_snapshot {
  artifact_state state = artifact_state::loading; ///< Whether the artifact is the latest.
  /// Null when there is none, and always on another node.
  std::shared_ptr<const compiled_artifact> artifact = {};
  std::string location = {};    ///< Path, or URL without user, password and query.
  std::uint64_t retrievals = 0; ///< Artifacts loaded since the start.
};

/// Stops polling; the artifact in use stays.
struct stop_polling {};

/// Resumes polling, with a download at once unless the polling interval is 0.
struct resume_polling {};

/// Asks a shared visitor for what one call needs.
struct draw_visitor {
  std::string consumer_id = {};     ///< Who consumes the supplemental data id.
  bool supplemental_data_id = true; ///< False: draw none.
};

/// What a shared visitor provides for one call.
struct visitor_drawn {
  visitor_cookie cookie = {};                 ///< Contents of the visitor's AMCV cookie.
  std::vector<customer_id> customer_ids = {}; ///< Of the visitor.
  /// Drawn for this consumer; empty when none was requested.
  std::string supplemental_data_id = {};
  json state = {}; ///< For VisitorAPI.js.
};

/// Asks a pool for its statistics.
struct get_pool_statistics {};

/// Statistics of a pool.
struct pool_statistics {
  std::uint64_t exchanges = 0;      ///< Answered since the start.
  std::uint64_t reused = 0;         ///< Of these, over a reused connection.
  std::uint64_t wakes = 0;          ///< Times a message woke the sleeping loop.
  std::size_t active = 0;           ///< Exchanges in progress in libcurl.
  std::size_t queued = 0;           ///< Exchanges waiting in the pool.
  std::size_t open_connections = 0; ///< Sockets open now.
};

// -- interfaces -----------------------------------------------------------------------------------

/// Decides offers, on the server or on the device, as the call or the client asks.
using delivery_actor =
  compat::interface<offers(get_offers),    // Answers with offers, or an SDK error.
                    void(subscribe),       // Events go to the subscriber from now on.
                    void(subscribe_calls), // So does the end of each call.
                    void(unsubscribe),     // Both end.
                    metrics(get_metrics)>; // Answers what the client has done so far.

/// Reports what was shown and clicked.
using notification_actor =
  compat::interface<offers(send_notifications),   // Sends at once; answers with what the server
                                                  // confirmed.
                    accepted(keep_notifications), // Keeps a report and says so; failures become
                                                  // `send_notification_error`.
                    void(impressions),            // Queues impressions; failures become the same.
                    drained(drain)>; // Answers when those now waiting are delivered or given up.

/// Loads the rules of on-device decisioning and keeps them up to date.
using artifact_actor =
  compat::interface<artifact_snapshot(get_artifact), // Tells which artifact is in use.
                    void(stop_polling),              // Ends polling.
                    void(resume_polling)>;           // Resumes it.

/// Reads JSON offers as key-value pairs.
using attributes_actor = compat::interface<attributes(
  get_attributes)>; // Answers with the attributes of the mboxes asked for.

/// One visitor, shared by several calls.
using visitor_actor =
  compat::interface<visitor_drawn(draw_visitor)>; // Draws a supplemental data id for a consumer.

/// Owns connections and makes HTTP exchanges; knows nothing of Target.
using connection_pool_actor =
  compat::interface<http_response(http_request), // Always answers by the deadline of the request.
                    void(http_cancel),           // Cancels an exchange of the same sender.
                    pool_statistics(get_pool_statistics)>; // Answers its counters.

/// Actors that a client is given instead of starting its own: see `client::create`.
struct given_actors {
  /// Makes all HTTP exchanges of the client; `pool_options` then have no effect. One that answers
  /// without a network makes tests easy. When it ends, calls that it holds and later ones fail as
  /// `shutting_down`. Null: the client starts its own.
  connection_pool_actor pool = {};
};

/// The public actors of a client, from `client::actors()`.
struct actor_handles {
  delivery_actor delivery;         ///< Offers and events.
  notification_actor notification; ///< Notifications and impressions.
  attributes_actor attributes;     ///< JSON offers as key-value pairs.
  artifact_actor artifact;         ///< Null for clients that only ask the server.
};

// -- registration with CAF ------------------------------------------------------------------------

// Messages that can leave the process after `init`. Append only: type ids follow this order.
// clang-format off
#define TARGET_SDK_MESSAGES(X)                                                  \
  X(get_offers) X(send_notifications) X(get_attributes) X(offers) X(attributes) \
  X(delivery_request) X(delivery_response) X(geo) X(error)                      \
  X(subscribe) X(unsubscribe) X(impressions) X(drain) X(drained)                \
  X(get_artifact) X(artifact_snapshot) X(stop_polling) X(resume_polling)        \
  X(client_ready) X(artifact_download_succeeded) X(artifact_download_failed)    \
  X(geo_location_updated) X(geo_lookup_failed) X(send_notification_error)       \
  X(error_kind) X(keep_notifications) X(accepted)                               \
  X(breaker_opened) X(breaker_closed) X(outbox_damaged)                         \
  X(subscribe_calls) X(call_finished) X(get_metrics) X(metrics)

// Messages within one process. CAF 1.x needs ids for these, too; they start 50 after the others.
#define TARGET_SDK_LOCAL_MESSAGES(X)                                   \
  X(draw_visitor) X(visitor_drawn)                                     \
  X(get_pool_statistics) X(pool_statistics)                            \
  X(http_request) X(http_response) X(http_cancel)
// clang-format on

/// @cond
namespace compat {

/// Stands for a shared visitor on another node, where calls with it are refused.
visitor visitor_elsewhere();

template <class Inspector, class Call>
inspect_result<Inspector> inspect_call(Inspector& f, const char* name, Call& call) {
  return inspect_as(
    f, name, call,
    [&] { return std::pair(to_json_text(call), static_cast<bool>(call.visit.visitor)); },
    [&](std::pair<std::string, bool> in) -> result<void> {
      auto read = from_json_text<Call>(in.first, {.mode = read_mode::answer});
      if (!read)
        return tl::unexpected(std::move(read.error()));
      call = std::move(*read);
      if (in.second)
        call.visit.visitor = visitor_elsewhere();
      return {};
    });
}

} // namespace compat

#define TARGET_SDK_INSPECT(Message, ...)                                \
  template <class Inspector>                                            \
  compat::inspect_result<Inspector> inspect(Inspector& f, Message& x) { \
    return compat::__VA_ARGS__;                                         \
  }
#define TARGET_SDK_INSPECT_AS(How, Message) \
  TARGET_SDK_INSPECT(Message, How(f, "target_sdk::" #Message, x))
#define TARGET_SDK_INSPECT_MEMBERS(Message, ...) \
  TARGET_SDK_INSPECT(Message, inspect_members(f, "target_sdk::" #Message, x, __VA_ARGS__))

#if !TARGET_SDK_CAF_0_17
TARGET_SDK_INSPECT(error_kind, inspect_number(f, x))
TARGET_SDK_INSPECT(artifact_state, inspect_number(f, x))
TARGET_SDK_INSPECT(call_kind, inspect_number(f, x))
TARGET_SDK_INSPECT(call_side, inspect_number(f, x))
#endif

TARGET_SDK_INSPECT_AS(inspect_call, get_offers)
TARGET_SDK_INSPECT_AS(inspect_call, send_notifications)
TARGET_SDK_INSPECT_AS(inspect_call, get_attributes)
TARGET_SDK_INSPECT_AS(inspect_as_json, offers)
TARGET_SDK_INSPECT_AS(inspect_as_json, attributes)
TARGET_SDK_INSPECT_AS(inspect_as_json, delivery_request)
TARGET_SDK_INSPECT_AS(inspect_as_json, delivery_response)
TARGET_SDK_INSPECT_AS(inspect_as_json, geo)
TARGET_SDK_INSPECT_MEMBERS(error, x.kind, x.message, x.http_status, x.request_id, x.session_id,
                           x.attempts, x.retry_after)
TARGET_SDK_INSPECT_MEMBERS(subscribe, x.subscriber)
TARGET_SDK_INSPECT_MEMBERS(subscribe_calls, x.subscriber)
TARGET_SDK_INSPECT_MEMBERS(unsubscribe, x.subscriber)
TARGET_SDK_INSPECT_MEMBERS(impressions, x.call)
TARGET_SDK_INSPECT_MEMBERS(keep_notifications, x.report)
TARGET_SDK_INSPECT_MEMBERS(accepted, x.ids)
TARGET_SDK_INSPECT_MEMBERS(drained, x.given_up)
TARGET_SDK_INSPECT_AS(inspect_members, get_artifact)
TARGET_SDK_INSPECT_MEMBERS(artifact_snapshot, x.state, x.location, x.retrievals)
TARGET_SDK_INSPECT_AS(inspect_members, stop_polling)
TARGET_SDK_INSPECT_AS(inspect_members, resume_polling)
TARGET_SDK_INSPECT_AS(inspect_members, client_ready)
TARGET_SDK_INSPECT_MEMBERS(artifact_download_succeeded, x.location)
TARGET_SDK_INSPECT_MEMBERS(artifact_download_failed, x.location, x.error)
TARGET_SDK_INSPECT_MEMBERS(geo_location_updated, x.geo)
TARGET_SDK_INSPECT_MEMBERS(geo_lookup_failed, x.error)
TARGET_SDK_INSPECT_MEMBERS(send_notification_error, x.notification, x.error)
TARGET_SDK_INSPECT_MEMBERS(breaker_opened, x.host, x.error)
TARGET_SDK_INSPECT_MEMBERS(breaker_closed, x.host, x.open_for)
TARGET_SDK_INSPECT_MEMBERS(outbox_damaged, x.file, x.error)

TARGET_SDK_INSPECT_MEMBERS(trace_context, x.traceparent, x.tracestate)
TARGET_SDK_INSPECT_MEMBERS(http_timings, x.queueing, x.name_lookup, x.connect, x.app_connect,
                           x.start_transfer, x.total, x.bytes_sent, x.bytes_received)
TARGET_SDK_INSPECT_MEMBERS(call_finished, x.kind, x.side, x.is_answered, x.error, x.trace,
                           x.request_id, x.host, x.http_status, x.attempts, x.started, x.duration,
                           x.timings, x.bytes_sent, x.bytes_received)
TARGET_SDK_INSPECT_MEMBERS(histogram, x.buckets, x.sum)
TARGET_SDK_INSPECT_MEMBERS(error_counts, x.values)
TARGET_SDK_INSPECT_MEMBERS(finished_calls, x.answered, x.failed)
TARGET_SDK_INSPECT_MEMBERS(call_metrics, x.started, x.sides)
TARGET_SDK_INSPECT_MEMBERS(attempt_metrics, x.made, x.refused, x.retries, x.retries_of_slow)
TARGET_SDK_INSPECT_MEMBERS(breaker_metrics, x.host, x.is_open, x.openings, x.refused, x.open_for)
TARGET_SDK_INSPECT_MEMBERS(pool_metrics, x.exchanges, x.answered, x.reused, x.failed, x.refused,
                           x.bytes_sent, x.bytes_received, x.wakes, x.queueing, x.exchange,
                           x.active, x.queued, x.open_connections, x.breakers)
TARGET_SDK_INSPECT_MEMBERS(gateway_metrics, x.address, x.is_up, x.calls, x.losses)
TARGET_SDK_INSPECT_MEMBERS(page_metrics, x.asks, x.requests)
TARGET_SDK_INSPECT_MEMBERS(geo_metrics, x.answered, x.failed, x.known, x.left_out)
TARGET_SDK_INSPECT_MEMBERS(artifact_metrics, x.state, x.is_loaded, x.loaded, x.unchanged, x.failed,
                           x.age, x.checked, x.size, x.compile_time)
TARGET_SDK_INSPECT_MEMBERS(notification_metrics, x.accepted, x.refused, x.requests, x.sent,
                           x.confirmed, x.lost, x.waiting)
TARGET_SDK_INSPECT_MEMBERS(outbox_metrics, x.is_open, x.waiting, x.size, x.oldest, x.failed_writes)
TARGET_SDK_INSPECT_MEMBERS(event_metrics, x.raised, x.dropped)
TARGET_SDK_INSPECT_AS(inspect_members, get_metrics)
TARGET_SDK_INSPECT_MEMBERS(metrics, x.calls, x.attempts, x.pool, x.gateways, x.pages, x.geo,
                           x.artifact, x.notifications, x.outbox, x.events)

// Clocks of two nodes differ, so the remaining time is sent.
TARGET_SDK_INSPECT(drain,
                   inspect_as(
                     f, "target_sdk::drain", x, [&] { return compat::time_until(x.deadline); },
                     [&](std::int64_t milliseconds) -> result<void> {
                       x.deadline = compat::time_in(milliseconds);
                       return {};
                     }))

#undef TARGET_SDK_INSPECT_MEMBERS
#undef TARGET_SDK_INSPECT_AS
#undef TARGET_SDK_INSPECT
/// @endcond

} // namespace target_sdk

CAF_BEGIN_TYPE_ID_BLOCK(target_sdk, TARGET_SDK_CAF_TYPE_ID_OFFSET)
#define TARGET_SDK_TYPE_ID(Message) CAF_ADD_TYPE_ID(target_sdk, (target_sdk::Message))
TARGET_SDK_MESSAGES(TARGET_SDK_TYPE_ID)
#undef TARGET_SDK_TYPE_ID
CAF_END_TYPE_ID_BLOCK(target_sdk)

#define TARGET_SDK_LOCAL(Message) CAF_ALLOW_UNSAFE_MESSAGE_TYPE(target_sdk::Message)
TARGET_SDK_LOCAL_MESSAGES(TARGET_SDK_LOCAL)
#undef TARGET_SDK_LOCAL

#if !TARGET_SDK_CAF_0_17
CAF_BEGIN_TYPE_ID_BLOCK(target_sdk_local, TARGET_SDK_CAF_TYPE_ID_OFFSET + 50)
#define TARGET_SDK_TYPE_ID(Message) CAF_ADD_TYPE_ID(target_sdk_local, (target_sdk::Message))
TARGET_SDK_LOCAL_MESSAGES(TARGET_SDK_TYPE_ID)
#undef TARGET_SDK_TYPE_ID
CAF_END_TYPE_ID_BLOCK(target_sdk_local)

CAF_ERROR_CODE_ENUM(target_sdk::error_kind)
#endif

/// @cond
namespace target_sdk::compat {

// Templates of `ask`, instantiated once in the library instead of in each program.
#define TARGET_SDK_ASKED(Message)                                                       \
  extern template caf::message as_message<target_sdk::Message>(target_sdk::Message &&); \
  extern template target_sdk::Message take_answer<target_sdk::Message>(caf::message&);
TARGET_SDK_MESSAGES(TARGET_SDK_ASKED)
#undef TARGET_SDK_ASKED

} // namespace target_sdk::compat
/// @endcond

#if !TARGET_SDK_CAF_0_17
/// @cond
namespace target_sdk::compat {

/// CAF 1.x takes no messages any more once there is an actor system, and before `main` there is
/// none. Here, so that whoever can see the messages has them registered, in a static library, too.
inline const bool are_messages_registered = (init(), true);

} // namespace target_sdk::compat
/// @endcond
#endif
