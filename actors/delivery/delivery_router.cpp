#include "actors/delivery/delivery_router.hpp"

#include <algorithm>
#include <utility>

#include "actors/artifact/artifact_loader.hpp"
#include "actors/caf_compat.hpp"
#include "actors/delivery/delivery_worker.hpp"
#include "actors/pool/connection_pool.hpp"
#include "actors/telemetry/keep_telemetry.hpp"
#include "delivery/routing.hpp"

namespace target_sdk::detail {
namespace {

constexpr std::chrono::seconds flushed_telemetry_age{60};
constexpr std::chrono::seconds housekeeping_interval{5};
constexpr std::chrono::seconds pause_after_failed_flush{10};
constexpr std::chrono::milliseconds short_life{100};
constexpr std::chrono::seconds pause_after_short_life{1};
constexpr std::chrono::seconds pause_before_new_loader{1};

std::size_t worker_count(caf::actor_system& system, const client_options& options) {
  if (options.workers > 0)
    return options.workers;
  return std::max<std::size_t>(scheduler_threads(system), 1);
}

caf::error closing_error() {
  return make_error({.kind = error_kind::shutting_down, .message = "the client is closing"});
}

} // namespace

router_actor::behavior_type router_state::behavior(settings_ptr settings,
                                                   std::shared_ptr<worker_table> table) {
  settings_ = std::move(settings);
  table_ = std::move(table);
  on_downs(self_, [this](caf::down_msg& down) { on_down(down); });
  pools_.resize(settings_->options.pool.io_threads);
  for (std::size_t index = 0; index < pools_.size(); ++index)
    start_pool(index);
  workers_.resize(worker_count(self_->system(), settings_->options));
  for (std::size_t index = 0; index < workers_.size(); ++index)
    start_worker(index);
  publish_workers();
  if (!settings_->decides_locally())
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
    [this](cancel_job job) { send_to(self_, workers_[job.call % workers_.size()], job); },
    [this](raise& what) { raise_event(what.event); },
    [this](await_ready& ask) { answer_ready(ask); },
    [this](adopt& who) { adopt_siblings(who); },
    [this](artifact_loaded& loaded) { take_artifact(loaded); },
    [this](housekeeping timer) {
      expire_tickets();
      if (timer.is_periodic)
        is_keeping_house_ = false;
      flush_telemetry();
    },
    [this](replace_pool which) {
      if (!is_closing_)
        start_pool(which.index);
    },
    [this](replace_loader) {
      if (!is_closing_)
        adopt_loader(
          spawn_loader(self_->system(), settings_, router_actor(self_),
                       {.artifact = published_.artifact, .trace = published_.settings.artifact}));
    },
    [this](get_artifact ask) -> caf::result<artifact_snapshot> {
      if (!loader_)
        return closing_error();
      return delegate_to(self_, loader_, ask);
    },
    [this](stop_polling order) { tell_loader(order); },
    [this](resume_polling order) { tell_loader(order); },
    [this](shutdown& ask) {
      if (!is_closing_)
        close(ask);
    },
  };
}

// -- calls ----------------------------------------------------------------------------------------

caf::result<offers> router_state::take_offers(call_ptr record) {
  if (refuses(*record))
    return closing_error();
  auto& worker = worker_for(*record);
  return delegate_to(self_, worker, offers_job{.record = std::move(record)});
}

caf::result<attributes> router_state::take_attributes(call_ptr record) {
  if (refuses(*record))
    return closing_error();
  auto& worker = worker_for(*record);
  return delegate_to(self_, worker, attributes_job{.record = std::move(record)});
}

bool router_state::refuses(const call_record& record) const noexcept {
  return is_stopping_ || (is_closing_ && !record.is_background);
}

const worker_actor& router_state::worker_for(const call_record& record) const {
  // Calls are numbered in turn, so this deals them out evenly, and `cancel_job` finds them again.
  return workers_[record.id % workers_.size()];
}

// -- events ---------------------------------------------------------------------------------------

void router_state::add_subscriber(const caf::strong_actor_ptr& subscriber) {
  if (!subscriber || !subscribers_.emplace(subscriber->address(), subscriber).second)
    return;
  start_monitor(self_, subscriber);
  if (is_ready_)
    send_anonymously(caf::actor_cast<caf::actor>(subscriber), client_ready{});
}

void router_state::raise_event(const event& what) {
  is_ready_ = is_ready_ || std::holds_alternative<client_ready>(what);
  for (auto& [address, subscriber] : subscribers_) {
    auto to = caf::actor_cast<caf::actor>(subscriber);
    std::visit([&](const auto& message) { send_anonymously(to, message); }, what);
  }
}

void router_state::answer_ready(await_ready& ask) {
  if (is_ready_)
    return ask.ticket->waiter->complete(client_ready{});
  auto limit = settings_->options.artifact.maximum_wait_ready;
  auto now = std::chrono::steady_clock::now();
  tickets_.push_back(
    {.deadline = limit ? now + *limit : steady_time::max(), .ticket = std::move(ask.ticket)});
  if (limit)
    send_later(self_, self_, *limit, housekeeping{});
}

// -- on-device decisioning ------------------------------------------------------------------------

void router_state::adopt_siblings(adopt& who) {
  notification_ = std::move(who.notification);
  attributes_ = std::move(who.attributes);
  for (auto& worker : workers_)
    send_to(self_, worker, use_notification{.notification = notification_});
  if (!who.artifact)
    return;
  auto& options = settings_->options;
  published_.settings = {.client = options.client,
                         .property_token = options.property_token,
                         .all_matching_rules_mboxes = options.artifact.all_matching_rules_mboxes,
                         .logger = options.logger};
  adopt_loader(std::move(who.artifact));
  learn_edge();
}

void router_state::adopt_loader(loader_actor loader) {
  loader_ = std::move(loader);
  start_monitor(self_, loader_);
  send_to(self_, loader_, use_pools{.pools = pools()});
}

template <class Order>
void router_state::tell_loader(Order order) {
  if (loader_)
    send_to(self_, loader_, order);
}

void router_state::take_artifact(artifact_loaded& loaded) {
  bool is_new = published_.artifact != loaded.artifact;
  published_.artifact = std::move(loaded.artifact);
  published_.settings.artifact = std::move(loaded.trace);
  publish();
  if (is_new && !is_closing_)
    learn_edge(); // Once more, if it failed before.
  if (is_ready_)
    return;
  raise_event(client_ready{});
  for (auto& waiting : std::exchange(tickets_, {}))
    waiting.ticket->waiter->complete(client_ready{});
}

void router_state::publish() {
  auto published = std::make_shared<const published_artifact>(published_);
  settings_->artifact.store(published);
  for (auto& worker : workers_)
    send_to(self_, worker, use_artifact{.published = separate_copy(published)});
}

void router_state::learn_edge() {
  bool is_known = !delivery::usable_hint(settings_->options.target_location_hint).empty()
                  || !published_.learned_hint.empty();
  if (is_known || std::exchange(is_learning_edge_, true))
    return;
  ask_in_background([this](const offers* answer) {
    is_learning_edge_ = false;
    if (!answer || !answer->target_location_hint_cookie)
      return;
    published_.learned_hint = answer->target_location_hint_cookie->value;
    publish();
  });
}

/// An empty remote call: it learns the nearest edge and takes waiting telemetry along. `on_answer`
/// gets null when it failed.
void router_state::ask_in_background(std::function<void(const offers*)> on_answer) {
  get_offers empty{.request = {.context = context{.channel = channel_type::web}}};
  auto record = make_call_record(*settings_, delivery::call_kind::offers, std::move(empty));
  record->must_be_remote = true;
  record->is_background = true;
  auto& worker = worker_for(*record);
  request_from(self_, worker, offers_job{.record = std::move(record)})
    .then([this, on_answer](const offers& answer) { on_answer(&answer); },
          [this, on_answer](caf::error& err) {
            on_answer(nullptr);
            next_flush_ = std::chrono::steady_clock::now() + pause_after_failed_flush;
            settings_->options.logger(log_level::info,
                                      "AT: a background call failed: " + to_string(to_error(err)));
          });
}

void router_state::expire_tickets() {
  auto now = std::chrono::steady_clock::now();
  auto late = std::partition(tickets_.begin(), tickets_.end(),
                             [&](auto& each) { return each.deadline > now; });
  for (auto each = late; each != tickets_.end(); ++each)
    each->ticket->waiter->complete(fail(error_kind::timeout, "not ready within maximumWaitReady"));
  tickets_.erase(late, tickets_.end());
}

/// Telemetry of local decisions has no remote call to ride on; after a while it gets one.
void router_state::flush_telemetry() {
  auto waiting = settings_->telemetry.size();
  if (waiting == 0)
    telemetry_since_.reset();
  if (waiting == 0 || is_closing_ || !settings_->decides_locally())
    return;
  auto now = std::chrono::steady_clock::now();
  if (!telemetry_since_)
    telemetry_since_ = now;
  bool is_due =
    waiting >= flushed_telemetry_entries || now - *telemetry_since_ >= flushed_telemetry_age;
  if (!is_due || is_flushing_ || now < next_flush_)
    return keep_house_regularly();
  is_flushing_ = true;
  ask_in_background([this](const offers*) { is_flushing_ = false; });
}

void router_state::keep_house_regularly() {
  if (!std::exchange(is_keeping_house_, true))
    send_later(self_, self_, housekeeping_interval, housekeeping{.is_periodic = true});
}

// -- supervision ----------------------------------------------------------------------------------

void router_state::start_pool(std::size_t index) {
  auto pool =
    spawn_connection_pool(self_->system(), settings_->options.pool, settings_->options.logger);
  start_monitor(self_, pool);
  pools_[index] = {
    .actor = std::move(pool), .started = std::chrono::steady_clock::now(), .is_alive = true};
  for (auto& worker : workers_)
    if (worker)
      send_to(self_, worker, use_pools{.pools = pools()});
  if (loader_)
    send_to(self_, loader_, use_pools{.pools = pools()});
}

void router_state::start_worker(std::size_t index) {
  workers_[index] = spawn_worker(self_->system(), settings_, router_actor(self_), pools());
  start_monitor(self_, workers_[index]);
  if (notification_)
    send_to(self_, workers_[index], use_notification{.notification = notification_});
  if (published_.artifact)
    send_to(self_, workers_[index],
            use_artifact{.published = std::make_shared<const published_artifact>(published_)});
}

void router_state::publish_workers() {
  table_->workers.store(std::make_shared<const std::vector<worker_actor>>(workers_));
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
    pools_[index].is_alive = false;
    if (is_stopping_)
      return end_with_parts();
    if (is_closing_ || is_process_ending())
      return;
    settings_->options.logger(log_level::error, "AT: a connection pool ended and is replaced");
    if (std::chrono::steady_clock::now() - pools_[index].started < short_life)
      send_later(self_, self_, pause_after_short_life, replace_pool{.index = index});
    else
      start_pool(index);
    return;
  }
  auto worker = std::find(workers_.begin(), workers_.end(), down.source);
  if (worker != workers_.end() && !is_closing_) {
    settings_->options.logger(log_level::error, "AT: a delivery worker ended and is replaced");
    start_worker(static_cast<std::size_t>(worker - workers_.begin()));
    publish_workers();
  }
  if (loader_ == down.source && !is_closing_) {
    settings_->options.logger(log_level::error, "AT: the artifact actor ended and is replaced");
    send_later(self_, self_, pause_before_new_loader, replace_loader{});
  }
}

// -- the end --------------------------------------------------------------------------------------

void router_state::close(shutdown& ask) {
  is_closing_ = true;
  closed_ = std::move(ask.done);
  table_->workers.store(nullptr);
  // Calls that came before are decided first, so that their impressions are among those delivered.
  ask_workers(catch_up{}, [this, deadline = ask.deadline] {
    close_queue_of_impressions(deadline, &router_state::stop_parts);
  });
}

template <class Question>
void router_state::ask_workers(Question question, std::function<void()> then) {
  auto waiting = std::make_shared<std::size_t>(workers_.size());
  auto answered = [waiting, then = std::move(then)] {
    if (--*waiting == 0)
      then();
  };
  for (auto& worker : workers_)
    request_from(self_, worker, question).then(answered, [answered](caf::error&) { answered(); });
}

void router_state::close_queue_of_impressions(steady_time deadline, void (router_state::*then)()) {
  if (!notification_)
    return (this->*then)();
  request_from(self_, notification_, close_queue{.deadline = deadline})
    .then([this, then](drained) { (this->*then)(); },
          [this, then](caf::error&) { (this->*then)(); });
}

void router_state::stop_parts() {
  is_stopping_ = true;
  ask_workers(stop_jobs{}, [this] {
    have_workers_stopped_ = true;
    end_with_parts();
  });
  for (auto& slot : pools_)
    self_->send_exit(slot.actor, caf::exit_reason::user_shutdown);
  end_with_parts();
}

void router_state::end_with_parts() {
  auto is_alive = [](auto& slot) { return slot.is_alive; };
  bool is_too_early = !have_workers_stopped_ || std::any_of(pools_.begin(), pools_.end(), is_alive);
  if (is_too_early || std::exchange(is_ending_, true))
    return;
  // Calls that were decided meanwhile have left impressions.
  close_queue_of_impressions({}, &router_state::end);
}

void router_state::end() {
  closed_.reset();
  self_->quit(caf::exit_reason::user_shutdown);
}

router_state::~router_state() {
  if (table_)
    table_->workers.store(nullptr);
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
  stop(loader_);
}

router::router(caf::actor_config& config, settings_ptr settings)
  : forwarding_actor(config),
    settings_(std::move(settings)) {
}

caf::strong_actor_ptr router::receiver_of(const caf::mailbox_element& message) noexcept {
  auto workers = table_->workers.load();
  if (!workers)
    return nullptr;
  // A call by message may go to any worker. The client's are numbered in turn, so that their number
  // deals them out evenly, and `cancel_job` finds them again.
  auto to = [&](std::uint64_t number) {
    return caf::actor_cast<caf::strong_actor_ptr>((*workers)[number % workers->size()]);
  };
  auto& content = message.content();
  if (content.match_elements<get_offers>())
    return to(table_->next.fetch_add(1, std::memory_order_relaxed));
  if (content.match_elements<offers_job>())
    return to(content.get_as<offers_job>(0).record->id);
  if (content.match_elements<attributes_job>())
    return to(content.get_as<attributes_job>(0).record->id);
  if (content.match_elements<cancel_job>())
    return to(content.get_as<cancel_job>(0).call);
  return nullptr;
}

router_actor spawn_router(caf::actor_system& system, settings_ptr settings) {
  return caf::actor_cast<router_actor>(system.spawn<router>(std::move(settings)));
}

} // namespace target_sdk::detail
