// The routes of the service.
#pragma once

#include <boost/asio/thread_pool.hpp>

#include <target_sdk/client.hpp>

#include "web/messages.hpp"

namespace delivery_service {

/// What all routes use; outlives every answer.
struct service {
  caf::actor_system& system;
  const target_sdk::client& client;
  boost::asio::thread_pool& threads; ///< For routes that wait.
};

/// Answers a request by its route, without blocking; `done` is called once, on any thread.
void answer(const service& in, const web::request& asked, web::reply done);

} // namespace delivery_service
