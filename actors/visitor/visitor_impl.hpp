// What a visitor handle holds.
#pragma once

#include <target_sdk/actors.hpp>

namespace target_sdk {

/// Ends its actor when the last handle is destroyed. Weak, so that a handle may outlive the actor
/// system of the client that created it.
struct visitor::impl {
  caf::weak_actor_ptr weak;

  explicit impl(caf::weak_actor_ptr the_actor) : weak(std::move(the_actor)) {}
  impl(const impl&) = delete;
  impl& operator=(const impl&) = delete;
  ~impl();

  /// Whether it came with a call from another node, where its actor is.
  bool is_elsewhere() const noexcept { return weak == nullptr; }

  /// Null when the visitor's client has ended.
  visitor_actor actor() const { return caf::actor_cast<visitor_actor>(weak); }
};

namespace detail {

/// Starts a visitor; with a `guardian` it ends no later than that one.
visitor make_visitor(caf::actor_system& system, visitor_options options,
                     const caf::actor_addr& guardian);

} // namespace detail

} // namespace target_sdk
