// The client: the facade for programs and threads that are not actors.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include <target_sdk/call_finished.hpp>
#include <target_sdk/calls.hpp>
#include <target_sdk/client_options.hpp>
#include <target_sdk/error.hpp>
#include <target_sdk/events.hpp>
#include <target_sdk/pending.hpp>

namespace caf {
class actor_system;
} // namespace caf

namespace target_sdk {

struct actor_handles;
struct gateway_options;
struct given_actors;
struct metrics;
class page;
struct page_options;
struct page_request;

/// A Target client: a copyable handle to a set of actors. All functions are safe from any thread. A
/// process may have several clients; they share nothing.
///
/// Destroying the last handle closes the client as `close()` does: every call is answered, nothing
/// hangs, nothing leaks. Any thread may hold, use, close and destroy a handle: one that did not
/// create it, one in a callback, one that runs the destructors of static objects at exit.
///
/// `exit` with an open client ends its connections at once; notifications still waiting are lost,
/// unless `outbox` keeps them. In a forked child the parent's clients answer `shutting_down`, and a
/// client of its own needs another outbox.
///
/// Give actors the actor handles, such as `actors().delivery`, not the client: an actor that holds
/// the last client closes it when it ends, and blocks a scheduler thread meanwhile.
class client {
public:
  /// Starts a client in the caller's actor system, which must outlive the client and its pendings.
  /// Errors: `invalid_configuration`, naming the option; `outbox.file` when another client or
  /// process has it open, it belongs to another client code, or it cannot be opened.
  [[nodiscard]] static result<client> create(caf::actor_system& system, client_options options);

  /// Starts a client that uses actors of the caller's own; include <target_sdk/actors.hpp>:
  /// `create(system, options, {.pool = pool})`. The client neither ends nor replaces them: without
  /// its pool, calls fail.
  [[nodiscard]] static result<client> create(caf::actor_system& system, client_options options,
                                             const given_actors& actors);

  /// Starts a client with an actor system of its own, tuned for short calls.
  [[nodiscard]] static result<client> create(client_options options);

  /// Starts a client whose calls gateways answer, other processes that share their connections and
  /// their outbox; include <target_sdk/gateway.hpp>, which says more, and link
  /// `target_sdk::gateway`. It has an actor system of its own.
  [[nodiscard]] static result<client> connect(gateway_options options);

  /// The same in the caller's actor system, which must have loaded CAF's network.
  [[nodiscard]] static result<client> connect(caf::actor_system& system, gateway_options options);

  /// Asks for offers. Starts at once and does not block; the deadline runs from now.
  pending<offers> get_offers(target_sdk::get_offers call) const;

  /// Reports what was shown or clicked, and tells what the server confirmed.
  pending<offers> send_notifications(target_sdk::send_notifications call) const;

  /// Keeps a report that must arrive though nobody waits for it, and returns at once. `accepted`
  /// says that it is kept: it shares requests with others of its visitor and session, is tried for
  /// `notifications.time_limit`, and by `close`; what is lost all the same is told by the event
  /// `send_notification_error`. With an outbox it is in its file then, is tried for
  /// `outbox.max_age`, and outlives client and process. The `timeout` of the report is that of each
  /// attempt. It cannot be cancelled. Errors: those of `send_notifications` that need no server;
  /// `invalid_request` for a report that asks for offers; `overloaded` when
  /// `notifications.max_waiting` or `outbox.max_size` would be exceeded, or the disk is full;
  /// `shutting_down`.
  pending<accepted> notify(target_sdk::send_notifications report) const;

  /// Reads JSON offers as attributes.
  pending<target_sdk::attributes> get_attributes(target_sdk::get_attributes call) const;

  /// Decides in the calling thread, on the artifact in use, and never waits: no server, no geo
  /// lookup (earlier lookups are used), no supplemental data id but the request's own; a shared
  /// `visitor` is not asked. What only the server can decide is listed in `meta`, with status 206.
  /// Impressions are sent in the background. Errors: those of the request, `not_ready` without an
  /// artifact, `overloaded` when no memory is left, `shutting_down`. For clients whose option
  /// `decisioning_method` is on-device or hybrid; others answer `invalid_configuration`.
  [[nodiscard]] result<offers> decide(target_sdk::get_offers call) const;

  /// Answered once the client can decide; at once for server-side clients.
  pending<client_ready> ready() const;

  /// Starts a visitor that several calls share.
  visitor create_visitor(visitor_options options) const;

  /// Opens a page, whose parts ask one by one and share requests; include <target_sdk/page.hpp>,
  /// which says more. Starts nothing until it is asked.
  /// @{
  page open_page(page_request request) const;
  page open_page(page_request request, page_options options) const;
  /// @}

  /// Calls `on_event` for every event from now on (an earlier `client_ready` is repeated), on a
  /// scheduler thread, one at a time. Ends with the client; a function that holds a client keeps it
  /// alive until `close`.
  void on_event(std::function<void(const event&)> on_event) const;

  /// Calls `on_call` for every call of a user that begins from now on, when it has finished: on a
  /// scheduler thread, one at a time; see `call_finished`. Costs a call about a microsecond;
  /// without it nothing is gathered. At most 10,000 wait for a slow function; others are dropped,
  /// and counted in `metrics::events`. Ends as that of `on_event`.
  void on_call_finished(std::function<void(const call_finished&)> on_call) const;

  /// What the client has done so far, also for one that is closed; never waits. Include
  /// <target_sdk/metrics.hpp>. To count costs a call some nanoseconds, to ask some microseconds.
  target_sdk::metrics metrics() const;

  /// The client's actors, for message passing; include <target_sdk/actors.hpp> to use them:
  /// `client.actors().delivery`. The handles stay valid; once the client has closed, requests to
  /// them are answered `shutting_down`. `artifact` is null for clients that only ask the server. An
  /// actor that ends unexpectedly is replaced: the next call of this function returns the new
  /// artifact actor.
  actor_handles actors() const;

  /// Closes the client: refuses new calls, delivers waiting notifications until `deadline` from
  /// now (an outbox keeps the rest), cancels calls in flight (`shutting_down`), ends the actors.
  /// Waits for all of that, not much longer than `deadline`; in a callback it does not wait.
  /// Closing again has no effect. `milliseconds::max()`: no limit.
  void close(std::chrono::milliseconds deadline = std::chrono::seconds(2)) const;

  /// Options the client was created with.
  const client_options& options() const noexcept;

  struct impl;
  /// For the SDK alone.
  explicit client(std::shared_ptr<const impl> implementation) noexcept
    : impl_(std::move(implementation)) {}

private:
  std::shared_ptr<const impl> impl_;
};

} // namespace target_sdk
