#include "actors/client/supervision.hpp"

#include <algorithm>
#include <utility>

#include "actors/artifact/artifact_loader.hpp"
#include "actors/caf_compat.hpp"
#include "actors/delivery/delivery_worker.hpp"
#include "actors/headers/headers.hpp"
#include "actors/pool/connection_pool.hpp"
#include "actors/process_life.hpp"

namespace target_sdk::detail {
namespace {

using std::chrono::steady_clock;

/// A pool or carrier that ends sooner than this is replaced after a pause.
constexpr std::chrono::milliseconds short_life{100};
constexpr std::chrono::seconds pause_after_short_life{1};
constexpr std::chrono::seconds pause_before_new_loader{1};

/// Calls of users are counted when they begin; what else the client sends must fit beside them, and
/// exchanges of calls that were given up and have not ended yet.
constexpr std::size_t room_for_own_exchanges = 1000;

std::size_t worker_count(caf::actor_system& system, const client_options& options) {
  if (options.workers > 0)
    return options.workers;
  return std::max<std::size_t>(scheduler_threads(system), 1);
}

} // namespace

supervision::supervision(router_actor::pointer self, settings_ptr settings,
                         std::shared_ptr<dispatch> dispatch, foreign_actors given)
  : self_(self),
    settings_(std::move(settings)),
    dispatch_(std::move(dispatch)),
    given_(std::move(given)) {
}

supervision::~supervision() {
  dispatch_->close();
  settings_->artifact_handle.store(nullptr);
  auto stop = [](const auto& actor) {
    if (actor)
      caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
  };
  if (!given_.pool)
    for (auto& pool : pools_)
      stop(pool.actor);
  for (auto& worker : workers_)
    stop(worker);
  stop(headers_);
  stop(notification_);
  stop(attributes_);
  stop(artifact_);
}

void supervision::start() {
  if (given_.carrier) {
    start_monitor(self_, given_.carrier);
    carrier_started_ = steady_clock::now();
  }
  if (settings_->options.headers.provider)
    start_headers_actor();
  pools_.resize(given_.pool ? 1 : settings_->options.pool.io_threads);
  for (std::size_t index = 0; index < pools_.size(); ++index)
    if (given_.pool)
      use_given_pool();
    else
      start_pool(index);
  workers_.resize(worker_count(self_->system(), settings_->options));
  for (std::size_t index = 0; index < workers_.size(); ++index)
    start_worker(index);
  dispatch_->open(workers_, notification_);
}

void supervision::start_pool(std::size_t index) {
  if (!is_replacing_)
    return;
  auto& options = settings_->options;
  auto pool_options = options.pool;
  pool_options.queue_bound =
    std::max(pool_options.queue_bound, pool_options.queue_bound + room_for_own_exchanges);
  breaker_setup breakers{.options = options.breaker, .tell = event_teller()};
  auto pool = spawn_connection_pool(self_->system(), pool_options, options.logger, breakers,
                                    settings_->pools[index]);
  start_monitor(self_, pool);
  pools_[index] = {.actor = std::move(pool), .started = steady_clock::now(), .is_alive = true};
  tell_connections();
}

/// For pools, which know no router. They may outlive it.
std::function<void(event)> supervision::event_teller() const {
  return [router = caf::actor_cast<caf::weak_actor_ptr>(router_actor(self_))](event what) {
    if (auto to = caf::actor_cast<router_actor>(router))
      send_anonymously(to, tell_subscribers{.event = std::move(what)});
  };
}

/// One of the caller's own keeps its place when it ends: requests to it fail then.
void supervision::use_given_pool() {
  start_monitor(self_, given_.pool);
  pools_.front() = {.actor = given_.pool};
}

void supervision::start_headers_actor() {
  headers_ = spawn_headers(self_->system(), settings_);
  start_monitor(self_, headers_);
  tell_connections();
}

void supervision::tell_connections() {
  for (auto& worker : workers_)
    if (worker)
      send_to(self_, worker, connections());
  if (artifact_)
    send_to(self_, artifact_, connections());
}

void supervision::start_worker(std::size_t index) {
  workers_[index] = spawn_worker(self_->system(), settings_, router_actor(self_), connections());
  start_monitor(self_, workers_[index]);
  if (notification_)
    send_to(self_, workers_[index], use_notification{.notification = notification_});
  if (auto published = settings_->artifact.load())
    send_to(self_, workers_[index], use_artifact{.published = separate_copy(published)});
}

void supervision::add_siblings(notifier_actor notification, attributes_actor attributes) {
  notification_ = std::move(notification);
  attributes_ = std::move(attributes);
  dispatch_->open(workers_, notification_);
  for (auto& worker : workers_)
    send_to(self_, worker, use_notification{.notification = notification_});
  if (given_.carrier)
    send_to(self_, notification_, use_carrier{.carrier = given_.carrier});
  if (are_connections_lost_)
    send_to(self_, notification_, connections_lost{});
}

void supervision::add_artifact_actor(loader_actor artifact) {
  artifact_ = std::move(artifact);
  settings_->artifact_handle.store(
    std::make_shared<const artifact_actor>(caf::actor_cast<artifact_actor>(artifact_)));
  start_monitor(self_, artifact_);
  send_to(self_, artifact_, connections());
}

void supervision::restart_artifact_actor() {
  if (!is_replacing_)
    return;
  artifact_loaded before;
  if (auto published = settings_->artifact.load())
    before = {.artifact = published->artifact, .trace = published->settings.artifact};
  add_artifact_actor(
    spawn_loader(self_->system(), settings_, router_actor(self_), std::move(before)));
}

void supervision::publish(const published_artifact& published) {
  auto shared = std::make_shared<const published_artifact>(published);
  settings_->artifact.store(shared);
  for (auto& worker : workers_)
    send_to(self_, worker, use_artifact{.published = separate_copy(shared)});
}

use_pools supervision::connections() const {
  use_pools all{.headers = headers_, .carrier = given_.carrier};
  for (auto& pool : pools_)
    all.pools.push_back(pool.actor);
  return all;
}

void supervision::on_down(actor_identity ended) {
  for (auto& pool : pools_)
    if (identity_of(pool.actor) == ended)
      return on_pool_down(pool);
  if (!is_replacing_)
    return;
  auto& logger = settings_->options.logger;
  if (auto worker = std::find_if(workers_.begin(), workers_.end(),
                                 [&](auto& each) { return identity_of(each) == ended; });
      worker != workers_.end()) {
    logger(log_level::error, "a delivery worker ended and is replaced");
    start_worker(static_cast<std::size_t>(worker - workers_.begin()));
    dispatch_->open(workers_, notification_);
  } else if (identity_of(headers_) == ended) {
    logger(log_level::error, "the headers actor ended and is replaced");
    start_headers_actor();
  } else if (identity_of(artifact_) == ended) {
    logger(log_level::error, "the artifact actor ended and is replaced");
    send_later(self_, self_, pause_before_new_loader, replace_artifact_actor{});
  } else if (given_.carrier && identity_of(given_.carrier) == ended) {
    on_carrier_down();
  }
}

void supervision::on_carrier_down() {
  if (is_process_ending())
    return;
  settings_->options.logger(log_level::error, "the carrier of calls ended and is replaced");
  if (steady_clock::now() - carrier_started_ < short_life)
    send_later(self_, self_, pause_after_short_life, replace_carrier{});
  else
    restart_carrier();
}

void supervision::restart_carrier() {
  if (!is_replacing_)
    return;
  given_.carrier = given_.new_carrier(router_actor(self_));
  carrier_started_ = steady_clock::now();
  start_monitor(self_, given_.carrier);
  tell_connections();
  send_to(self_, notification_, use_carrier{.carrier = given_.carrier});
}

void supervision::on_pool_down(pool_slot& pool) {
  pool.is_alive = false;
  if (given_.pool)
    return on_given_pool_down();
  if (!is_replacing_ || is_process_ending())
    return;
  settings_->options.logger(log_level::error, "a connection pool ended and is replaced");
  auto index = static_cast<std::size_t>(&pool - pools_.data());
  if (steady_clock::now() - pool.started < short_life)
    send_later(self_, self_, pause_after_short_life, replace_pool{.index = index});
  else
    start_pool(index);
}

void supervision::on_given_pool_down() {
  are_connections_lost_ = true;
  for (auto& worker : workers_)
    send_to(self_, worker, connections_lost{});
  send_to(self_, notification_, connections_lost{});
  send_to(self_, artifact_, connections_lost{});
  if (is_replacing_ && !is_process_ending())
    settings_->options.logger(
      log_level::error, "the connection pool that the client was given has ended: calls fail");
}

void supervision::stop_pools() {
  if (given_.pool)
    return;
  for (auto& pool : pools_)
    self_->send_exit(pool.actor, caf::exit_reason::user_shutdown);
}

bool supervision::are_pools_down() const noexcept {
  return std::none_of(pools_.begin(), pools_.end(), [](auto& pool) { return pool.is_alive; });
}

} // namespace target_sdk::detail
