// The client: the facade for programs and threads that are not actors.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

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
struct given_actors;

/// A Target client: a copyable handle on a set of actors. All functions are safe from any thread.
/// Several clients may live in one process; they share nothing.
///
/// The last handle that goes closes the client as `close()` does: nothing that was asked stays
/// unanswered, nothing hangs, nothing leaks. Any thread may hold, use, close and let go of it: one
/// that did not make it, one in a callback, one that runs the destructors of statics at exit.
///
/// `exit` with a client that nobody closed ends its connections at once; what waits to be delivered
/// is lost. In a child that forked, the parent's clients answer `shutting_down`.
///
/// Give actors the handles, such as `actors().delivery`, not the client: an actor that holds the
/// last client closes it when it ends, and waits for that on a scheduler thread.
class client {
public:
  /// Starts a client in the caller's actor system, which must outlive the client and its pendings.
  /// Errors: `invalid_configuration`, naming the option.
  [[nodiscard]] static result<client> create(caf::actor_system& system, client_options options);

  /// Starts a client that uses actors of the caller's own; include <target_sdk/actors.hpp>:
  /// `create(system, options, {.pool = pool})`. The client neither ends nor replaces them: without
  /// its pool, calls fail.
  [[nodiscard]] static result<client> create(caf::actor_system& system, client_options options,
                                             const given_actors& actors);

  /// Starts a client with an actor system of its own, tuned for short calls.
  [[nodiscard]] static result<client> create(client_options options);

  /// Asks for offers. Starts at once and returns at once; the deadline runs from now.
  pending<offers> get_offers(target_sdk::get_offers call) const;

  /// Reports what was shown or clicked.
  pending<offers> send_notifications(target_sdk::send_notifications call) const;

  /// Reads JSON offers as attributes.
  pending<target_sdk::attributes> get_attributes(target_sdk::get_attributes call) const;

  /// Decides in the calling thread, on the artifact in use, and never waits: no server, no geo
  /// lookup (places known from earlier lookups are used), no supplemental data id but the request's
  /// own; a shared `visitor` is not asked. What only the server knows is listed in `meta`, status
  /// 206. Impressions are sent in the background. Errors: those of the request, `not_ready` without
  /// an artifact, `overloaded` when no memory is left, `shutting_down`. For clients whose
  /// decisioning method is on-device or hybrid.
  [[nodiscard]] result<offers> decide(target_sdk::get_offers call) const;

  /// Answered once the client can decide: at once for server-side clients.
  pending<client_ready> ready() const;

  /// Starts a visitor that several calls share.
  visitor create_visitor(visitor_options options) const;

  /// Calls `on_event` for every event from now on (a `client_ready` that was, is repeated), on a
  /// scheduler thread, one at a time. Ends with the client; a function that holds a client itself
  /// keeps it alive until `close`.
  void on_event(std::function<void(const event&)> on_event) const;

  /// The client's actors, for message passing; include <target_sdk/actors.hpp> to use them:
  /// `client.actors().delivery`. They stay valid for as long as somebody holds them; when the
  /// client has closed, requests to them are answered `shutting_down`. `artifact` is null for
  /// clients that only ask the server. An actor that ended by accident is replaced: the next call
  /// of this function gives the new artifact actor.
  actor_handles actors() const;

  /// Closes the client: refuses new calls, delivers waiting notifications until `deadline` from
  /// now, cancels what is under way (`shutting_down`), ends the actors. Waits for all that, not
  /// much longer than `deadline`; in a callback it does not wait. Later calls do nothing.
  /// `milliseconds::max()` waits for ever.
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
