// The connection pool: the actor that makes HTTP exchanges.
#pragma once

#include <functional>
#include <memory>

#include <caf/actor_system.hpp>

#include <target_sdk/actors.hpp>
#include <target_sdk/client_options.hpp>
#include <target_sdk/events.hpp>
#include <target_sdk/logging.hpp>

#include "actors/pool/pool_figures.hpp"

namespace target_sdk {

/// Initialises the libraries of pools, once per process, at the first call; they are cleaned up at
/// exit when all pools have stopped. Safe from any thread. False when that fails.
bool start_http() noexcept;

/// How a pool treats hosts that fail.
struct breaker_setup {
  breaker_options options = {.enabled = false};
  /// Gets `breaker_opened` and `breaker_closed`, on the pool's thread.
  std::function<void(event)> tell = {};
};

/// Starts a pool with a thread of its own.
///
/// An `http_request` is answered exactly once, by its deadline, whether sent as a request or as an
/// asynchronous message. The pool ends with the first exit message whose reason is not `normal`:
/// all exchanges are answered `shutting_down` and every descriptor is closed before it is down;
/// later requests get CAF's `request_receiver_down`. Nothing else ends it. What it does is counted
/// in `figures`, which no other pool writes meanwhile; null: nobody wants to know.
connection_pool_actor spawn_connection_pool(caf::actor_system& system, const pool_options& options,
                                            const log_sink& log = {},
                                            const breaker_setup& breakers = {},
                                            std::shared_ptr<pool::pool_figures> figures = {});

} // namespace target_sdk
