// The connection pool: the actor that speaks HTTP.
#pragma once

#include <caf/actor_system.hpp>

#include <target_sdk/actors.hpp>
#include <target_sdk/client_options.hpp>
#include <target_sdk/logging.hpp>

namespace target_sdk {

/// Starts what a pool stands on, once in a process, at the first call; it is cleaned up at the
/// process's end when all pools have stopped. Safe from any thread. False when it cannot start.
bool start_http() noexcept;

/// Starts a pool with a thread of its own.
///
/// A `http_request` is answered exactly once, to a request and to an asynchronous message alike,
/// by its deadline. The pool ends with the first exit message whose reason is not `normal`: all
/// exchanges are answered `shutting_down` and every descriptor is closed before it is down;
/// requests that come later get CAF's `request_receiver_down`. Nothing else ends it.
connection_pool_actor spawn_connection_pool(caf::actor_system& system, const pool_options& options,
                                            const log_sink& log = {});

} // namespace target_sdk
