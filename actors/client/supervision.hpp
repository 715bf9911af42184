// Starts, connects and replaces the actors of a client.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "actors/client/dispatch.hpp"
#include "actors/client_settings.hpp"
#include "actors/messages.hpp"

namespace target_sdk::detail {

/// Actors that a client has from elsewhere.
struct foreign_actors {
  connection_pool_actor pool = {}; ///< Null: the client starts its own.
  carrier_actor carrier = {};      ///< Null: the client asks the server itself.
  /// Starts another carrier, when that one has ended, for this router.
  std::function<carrier_actor(const router_actor&)> new_carrier = {};
};

/// The actors that the router monitors. Replaces pools, workers, the carrier and the artifact
/// actor, but not while the client closes.
class supervision {
public:
  /// `given` are not ended, and a pool among them is not replaced.
  supervision(router_actor::pointer self, settings_ptr settings, std::shared_ptr<dispatch> dispatch,
              foreign_actors given);
  /// Ends all remaining actors, however the router ended.
  ~supervision();
  supervision(const supervision&) = delete;
  supervision& operator=(const supervision&) = delete;

  /// Starts pools and workers.
  void start();
  void add_siblings(notifier_actor notification, attributes_actor attributes);
  void add_artifact_actor(loader_actor artifact);
  /// Makes all who decide use `published` from now on.
  void publish(const published_artifact& published);

  /// Replaces an actor that has ended, or schedules that by a delayed message.
  void on_down(actor_identity ended);
  void start_pool(std::size_t index);
  void restart_artifact_actor();
  void restart_carrier();

  const worker_list& workers() const noexcept { return workers_; }
  const notifier_actor& notification() const noexcept { return notification_; }

  /// Stops replacing actors.
  void stop_replacing() noexcept { is_replacing_ = false; }
  void stop_pools();
  bool are_pools_down() const noexcept;

private:
  struct pool_slot {
    connection_pool_actor actor;
    steady_time started = {};
    bool is_alive = false;
  };

  void start_worker(std::size_t index);
  /// What raises an event.
  std::function<void(event)> event_teller() const;
  void use_given_pool();
  void start_headers_actor();
  void on_pool_down(pool_slot& pool);
  /// Tells all who make requests that there is no pool any more.
  void on_given_pool_down();
  void on_carrier_down();
  /// What requests are made with.
  use_pools connections() const;
  /// Tells all who make requests what to make them with.
  void tell_connections();

  router_actor::pointer self_;
  settings_ptr settings_;
  std::shared_ptr<dispatch> dispatch_;
  foreign_actors given_;
  steady_time carrier_started_ = {};
  std::vector<pool_slot> pools_;
  headers_actor headers_; ///< Null without a provider.
  worker_list workers_;
  notifier_actor notification_;
  attributes_actor attributes_;
  loader_actor artifact_;
  bool is_replacing_ = true;
  bool are_connections_lost_ = false;
};

} // namespace target_sdk::detail
