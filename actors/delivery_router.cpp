#include "actors/delivery_router.hpp"

#include <algorithm>
#include <utility>

#include "actors/connection_pool.hpp"
#include "actors/delivery_worker.hpp"

namespace target_sdk::detail {
namespace {

constexpr std::size_t max_telemetry_entries = 1000;
constexpr std::chrono::milliseconds short_life{100};
constexpr std::chrono::seconds pause_after_short_life{1};

std::size_t worker_count(caf::actor_system& system, const client_options& options) {
  if (options.workers > 0)
    return options.workers;
  return std::max<std::size_t>(system.scheduler().num_workers(), 1);
}

caf::error closing_error() {
  return make_error({.kind = error_kind::shutting_down, .message = "the client is closing"});
}

} // namespace

router_actor::behavior_type router_state::behavior(settings_ptr settings) {
  settings_ = std::move(settings);
  self_->set_down_handler([this](caf::down_msg& down) { on_down(down); });
  pools_.resize(settings_->options.pool.io_threads);
  for (std::size_t index = 0; index < pools_.size(); ++index)
    start_pool(index);
  workers_.resize(worker_count(self_->system(), settings_->options));
  for (std::size_t index = 0; index < workers_.size(); ++index)
    start_worker(index);
  raise_event(client_ready{});
  return {
    [this](get_offers& call) {
      return take_offers(
        make_call_record(*settings_, delivery::call_kind::offers, std::move(call)));
    },
    [this](subscribe& who) { add_subscriber(who.subscriber); },
    [this](unsubscribe& who) {
      if (who.subscriber)
        subscribers_.erase(who.subscriber->address());
    },
    [this](offers_job& job) { return take_offers(std::move(job.record)); },
    [this](attributes_job& job) { return take_attributes(std::move(job.record)); },
    [this](cancel_job job) { self_->send(workers_[job.call % workers_.size()], job); },
    [this](hand_back_telemetry& back) { collect_telemetry(back); },
    [this](raise& what) { raise_event(what.event); },
    [this](await_ready& ask) { answer_ready(ask); },
    [this](adopt& who) {
      notification_ = std::move(who.notification);
      attributes_ = std::move(who.attributes);
    },
    [this](replace_pool which) {
      if (!is_closing_)
        start_pool(which.index);
    },
    [this](shutdown& ask) -> caf::result<shutdown_done> {
      if (is_closing_)
        return shutdown_done{};
      closed_ = self_->make_response_promise<shutdown_done>();
      close(ask.deadline);
      return closed_;
    },
  };
}

// -- calls ----------------------------------------------------------------------------------------

caf::result<offers> router_state::take_offers(call_ptr record) {
  if (refuses(*record))
    return closing_error();
  auto& worker = give(*record);
  return self_->delegate(worker, offers_job{.record = std::move(record)});
}

caf::result<attributes> router_state::take_attributes(call_ptr record) {
  if (refuses(*record))
    return closing_error();
  auto& worker = give(*record);
  return self_->delegate(worker, attributes_job{.record = std::move(record)});
}

bool router_state::refuses(const call_record& record) const noexcept {
  return is_stopping_ || (is_closing_ && !record.is_background);
}

const worker_actor& router_state::give(call_record& record) {
  record.telemetry.assign(std::make_move_iterator(telemetry_.begin()),
                          std::make_move_iterator(telemetry_.end()));
  telemetry_.clear();
  // Calls are numbered in turn, so this deals them out evenly, and `cancel_job` finds them again.
  return workers_[record.id % workers_.size()];
}

void router_state::collect_telemetry(hand_back_telemetry& back) {
  auto first = std::make_move_iterator(back.entries.begin());
  auto last = std::make_move_iterator(back.entries.end());
  telemetry_.insert(back.of_failed_call ? telemetry_.begin() : telemetry_.end(), first, last);
  while (telemetry_.size() > max_telemetry_entries)
    telemetry_.pop_front();
}

// -- events ---------------------------------------------------------------------------------------

void router_state::add_subscriber(const caf::strong_actor_ptr& subscriber) {
  if (!subscriber || !subscribers_.emplace(subscriber->address(), subscriber).second)
    return;
  self_->monitor(subscriber);
  if (is_ready_)
    caf::anon_send(caf::actor_cast<caf::actor>(subscriber), client_ready{});
}

void router_state::raise_event(const event& what) {
  is_ready_ = is_ready_ || std::holds_alternative<client_ready>(what);
  for (auto& [address, subscriber] : subscribers_) {
    auto to = caf::actor_cast<caf::actor>(subscriber);
    std::visit([&](const auto& message) { caf::anon_send(to, message); }, what);
  }
}

void router_state::answer_ready(await_ready& ask) {
  ask.ticket->waiter->complete(client_ready{});
}

// -- supervision ----------------------------------------------------------------------------------

void router_state::start_pool(std::size_t index) {
  auto pool =
    spawn_connection_pool(self_->system(), settings_->options.pool, settings_->options.logger);
  self_->monitor(pool);
  pools_[index] = {.actor = std::move(pool), .started = std::chrono::steady_clock::now()};
  for (auto& worker : workers_)
    if (worker)
      self_->send(worker, use_pools{.pools = pools()});
}

void router_state::start_worker(std::size_t index) {
  workers_[index] = spawn_worker(self_->system(), settings_, router_actor(self_), pools());
  self_->monitor(workers_[index]);
}

std::vector<connection_pool_actor> router_state::pools() const {
  std::vector<connection_pool_actor> all;
  for (auto& slot : pools_)
    all.push_back(slot.actor);
  return all;
}

void router_state::on_down(const caf::down_msg& down) {
  subscribers_.erase(down.source);
  for (std::size_t index = 0; index < pools_.size(); ++index) {
    if (pools_[index].actor != down.source)
      continue;
    if (is_closing_) {
      if (pools_to_end_ > 0 && --pools_to_end_ == 0)
        end();
      return;
    }
    settings_->options.logger(log_level::error, "AT: a connection pool ended and is replaced");
    if (std::chrono::steady_clock::now() - pools_[index].started < short_life)
      self_->delayed_send(self_, pause_after_short_life, replace_pool{.index = index});
    else
      start_pool(index);
    return;
  }
  auto worker = std::find(workers_.begin(), workers_.end(), down.source);
  if (worker != workers_.end() && !is_closing_) {
    settings_->options.logger(log_level::error, "AT: a delivery worker ended and is replaced");
    start_worker(static_cast<std::size_t>(worker - workers_.begin()));
  }
}

// -- the end --------------------------------------------------------------------------------------

void router_state::close(steady_time deadline) {
  is_closing_ = true;
  if (!notification_)
    return stop_pools();
  self_->request(notification_, caf::infinite, drain{.deadline = deadline})
    .then([this](drained) { stop_pools(); }, [this](caf::error&) { stop_pools(); });
}

void router_state::stop_pools() {
  is_stopping_ = true;
  for (auto& worker : workers_)
    self_->send(worker, stop_jobs{});
  pools_to_end_ = pools_.size();
  for (auto& slot : pools_)
    self_->send_exit(slot.actor, caf::exit_reason::user_shutdown);
}

void router_state::end() {
  closed_.deliver(shutdown_done{});
  self_->quit(caf::exit_reason::user_shutdown);
}

router_state::~router_state() {
  auto stop = [](const auto& actor) {
    if (actor)
      caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
  };
  for (auto& slot : pools_)
    stop(slot.actor);
  for (auto& worker : workers_)
    stop(worker);
  stop(notification_);
  stop(attributes_);
}

router_actor spawn_router(caf::actor_system& system, settings_ptr settings) {
  auto body = [](router_actor::stateful_pointer<router_state> self, settings_ptr&& the_settings) {
    return self->state.behavior(std::move(the_settings));
  };
  return system.spawn(body, std::move(settings));
}

} // namespace target_sdk::detail
