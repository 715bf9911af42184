#include "actors/delivery/delivery_worker.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "actors/caf_compat.hpp"
#include "actors/delivery/exchange_log.hpp"
#include "actors/delivery/local_decision.hpp"
#include "actors/delivery/worker_exchanges.hpp"
#include "actors/telemetry/keep_telemetry.hpp"
#include "actors/visitor/visitor_impl.hpp"
#include "delivery/attributes.hpp"
#include "delivery/routing.hpp"
#include "delivery/telemetry.hpp"

namespace target_sdk::detail {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using std::chrono::system_clock;

/// How long after its deadline a call is ended here when the pool did not do it in time.
constexpr milliseconds sweep_interval{10};

/// Beyond that, memory is not kept for the next exchange.
constexpr std::size_t max_kept_body = 64 * 1024;
constexpr std::size_t max_spent = 64;

/// A lookup that had less and came to nothing says nothing about the service.
constexpr milliseconds fair_lookup_time{250};

bool is_fault_of_service(const error& failure, bool had_fair_time) noexcept {
  switch (failure.kind) {
  case error_kind::timeout: return had_fair_time;
  case error_kind::overloaded:
  case error_kind::shutting_down:
  case error_kind::cancelled: return false;
  default: return true;
  }
}

} // namespace

worker_state::~worker_state() {
  while (!jobs_.empty())
    fail(jobs_.begin()->first, error_kind::shutting_down, "the delivery worker ended");
}

worker_actor::behavior_type worker_state::behavior(settings_ptr settings, router_actor router,
                                                   std::vector<connection_pool_actor> pools) {
  settings_ = std::move(settings);
  router_ = std::move(router);
  pools_ = std::move(pools);
  budget_ = delivery::retry_budget(settings_->options.retry.budget);
  on_downs(self_, [this](caf::down_msg& down) { on_down(down); });
  return {
    [this](get_offers& call) -> caf::result<offers> {
      auto promise = self_->make_response_promise();
      start(make_call_record(*settings_, delivery::call_kind::offers, std::move(call)), promise);
      return promise;
    },
    [this](offers_job& job) -> caf::result<offers> {
      auto promise = self_->make_response_promise();
      start(std::move(job.record), promise);
      return promise;
    },
    [this](attributes_job& job) -> caf::result<attributes> {
      auto promise = self_->make_response_promise();
      start(std::move(job.record), promise);
      return promise;
    },
    [this](cancel_job job) { cancel(job.call, error_kind::cancelled, "the call was cancelled"); },
    [this](use_pools& use) { pools_ = std::move(use.pools); },
    [this](use_notification& use) { notification_ = std::move(use.notification); },
    [this](use_artifact& use) { published_ = std::move(use.published); },
    [this](sweep) { sweep_deadlines(); },
    [this](retry_job retry) { send(retry.job); },
    [this](stop_jobs) {
      is_stopping_ = true;
      while (!jobs_.empty())
        cancel(jobs_.begin()->first, error_kind::shutting_down, "the client is closing");
    },
    [](catch_up) {},
  };
}

delivery_job* worker_state::find(job_id id) {
  auto found = jobs_.find(id);
  return found == jobs_.end() ? nullptr : &found->second;
}

// -- the way of a call ----------------------------------------------------------------------------

void worker_state::start(call_ptr record, caf::response_promise promise) {
  auto id = record->id;
  auto deadline = record->deadline;
  auto& job = jobs_[id];
  job.record = std::move(record);
  job.promise = std::move(promise);
  job.method = job.record->call.decisioning_method.value_or(settings_->options.decisioning_method);
  if (!job.record->waiter) {
    job.asker = job.promise.source();
    watch(job.asker);
  }
  if (is_stopping_)
    return fail(id, error_kind::shutting_down, "the client is closing");
  budget_.deposit();
  deadlines_.emplace(deadline, id);
  arm_sweep();
  draw_visitor(id);
}

void worker_state::draw_visitor(job_id id) {
  auto& job = *find(id);
  auto& call = job.record->call;
  bool draw_id = delivery::wants_supplemental_data_id(call.request);
  auto consumer = delivery::consumer_of(call);
  if (!call.visitor) {
    auto own = delivery::own_visitor(call, settings_->options, system_clock::now());
    job.visitor = delivery::share_visitor(own, consumer, draw_id, settings_->random);
    return prepare(id);
  }
  auto drawn = [this, id](visitor_drawn& share) {
    if (auto* waiting = find(id)) {
      waiting->visitor = {.cookie = std::move(share.cookie),
                          .customer_ids = std::move(share.customer_ids),
                          .supplemental_data_id = std::move(share.supplemental_data_id),
                          .state = std::move(share.state)};
      prepare(id);
    }
  };
  auto failed = [this, id](caf::error& err) { fail(id, to_error(err)); };
  if (call.visitor.implementation()->is_elsewhere())
    return fail(id, error_kind::invalid_request,
                "visitor: a shared visitor stays in its process; give its cookie and customer ids "
                "to calls for another node");
  auto visitor = call.visitor.implementation()->actor();
  if (!visitor)
    return fail(id, error_kind::shutting_down, "the client of the visitor has ended");
  target_sdk::draw_visitor draw{.consumer_id = std::string(consumer),
                                .supplemental_data_id = draw_id};
  request_from(self_, visitor, std::move(draw)).then(drawn, failed);
}

void worker_state::prepare(job_id id) {
  auto& job = *find(id);
  auto now = system_clock::now();
  auto& record = *job.record;
  delivery::circumstances where{.options = settings_->options,
                                .random = settings_->random,
                                .now = now,
                                .utc_offset = delivery::local_utc_offset(now)};
  if (published_)
    where.learned_hint = published_->learned_hint;
  bool may_be_local = !record.must_be_remote && job.method != decisioning_method::server_side;
  where.telemetry_waits = settings_->telemetry.size() > 0;
  auto checked =
    delivery::prepare(std::move(record.call), record.kind, job.visitor, where, job.prepared);
  if (!checked)
    return fail(id, std::move(checked.error()));
  for (auto& warning : job.prepared.warnings)
    settings_->options.logger(log_level::warning, "AT: " + warning);
  warn_of_missing_user_agent(job.prepared.request);
  if (may_be_local)
    choose_side(id);
  else
    go_remote(id);
}

// -- on-device decisioning ------------------------------------------------------------------------

void worker_state::choose_side(job_id id) {
  auto& job = *find(id);
  if (is_for_server(job))
    return go_remote(id);
  if (!published_ || !published_->artifact)
    return fail(id, error_kind::not_ready,
                "Unable to fulfill request; decisioning engine not ready.");
  if (auto lookup = geo_lookup_needed(*published_->artifact, job.prepared.request))
    return look_up_place(id, *lookup);
  decide_here(id, std::nullopt);
}

bool worker_state::is_for_server(const delivery_job& job) const {
  if (job.method != decisioning_method::hybrid)
    return false;
  return !published_ || !published_->artifact
         || find_remote_dependencies(*published_->artifact, job.prepared.request).any();
}

void worker_state::look_up_place(job_id id, const geo_lookup& lookup) {
  auto& job = *find(id);
  auto& options = settings_->options;
  auto now = steady_clock::now();
  auto ip_address = lookup.ip_address.value_or("");
  if (auto known = settings_->places.find(ip_address, now))
    return decide_here(id, place_at(job.prepared.request, *known));
  if (!settings_->places.may_ask(now)) {
    options.logger(log_level::debug, "AT: no geo lookup, the service failed just now");
    return decide_here(id, std::nullopt);
  }
  job.token = next_token_++;
  job.host = options.artifact.cdn_base_path;
  // A slow geo service may cost a call half of its time, not its answer.
  auto deadline = now + (job.record->deadline - now) / 2;
  auto request = make_geo_request(options, lookup, deadline);
  request.token = job.token;
  log_request(options, request);
  place_query query{.ip_address = ip_address, .has_fair_time = deadline - now >= fair_lookup_time};
  auto answered = [this, id, query](http_response& answer) { on_place(id, query, answer); };
  auto failed = [this, id, query, token = job.token](caf::error& err) {
    auto reason = to_error(err);
    http_response answer{.token = token,
                         .failure =
                           http_failure{.kind = reason.kind, .message = std::move(reason.message)}};
    on_place(id, query, answer);
  };
  request_from(self_, pool_for(pools_, job.host), std::move(request)).then(answered, failed);
}

void worker_state::on_place(job_id id, const place_query& query, http_response& answer) {
  auto* job = find(id);
  if (!job || job->token != answer.token)
    return;
  job->token = 0;
  auto place = read_geo_answer(answer);
  if (place) {
    settings_->places.keep(query.ip_address, *place, steady_clock::now());
    send_to(self_, router_, raise{.event = geo_location_updated{.geo = *place}});
  } else {
    auto& logger = settings_->options.logger;
    logger(log_level::warning, "AT: the geo lookup failed: " + place.error().message);
    if (is_fault_of_service(place.error(), query.has_fair_time)
        && settings_->places.count_failure(steady_clock::now()))
      logger(log_level::warning, "AT: the geo service is left alone for "
                                   + std::to_string(geo_cache::pause_after_failures.count())
                                   + " s");
    send_to(self_, router_, raise{.event = geo_lookup_failed{.error = std::move(place.error())}});
  }
  // A new artifact may have come meanwhile.
  if (is_for_server(*job))
    go_remote(id);
  else
    decide_here(id, place ? std::optional(place_at(job->prepared.request, *place)) : std::nullopt);
}

void worker_state::decide_here(job_id id, std::optional<geo> place) {
  auto& job = *find(id);
  auto local = decide_locally(std::move(job.prepared), published_, settings_->options, job.method,
                              std::move(place), settings_->random, job.record->started);
  if (!local)
    return fail(id, std::move(local.error()));
  if (local->telemetry)
    keep_telemetry(*settings_, router_, std::move(*local->telemetry));
  if (!local->impressions.request.notifications.empty() && notification_)
    send_to(self_, notification_, impressions{.call = std::move(local->impressions)});
  succeed(id, std::move(local->answer));
}

// -- asking the server ----------------------------------------------------------------------------

void worker_state::go_remote(job_id id) {
  auto& job = *find(id);
  delivery::fit_for_service(job.prepared.request);
  auto waiting = settings_->telemetry.take_all();
  job.carries_telemetry = !waiting.empty();
  delivery::add_telemetry(job.prepared.request, std::move(waiting));
  send(id);
}

void worker_state::send(job_id id) {
  auto* job = find(id);
  if (!job)
    return;
  job->attempts += 1;
  job->token = next_token_++;
  job->host = delivery::delivery_host(settings_->options, job->prepared.cluster);
  auto request = make_delivery_request(settings_->options, *job, settings_->random, take_spent());
  log_request(settings_->options, request);
  auto token = job->token;
  auto answered = [this, id](http_response& answer) { on_answer(id, answer); };
  auto failed = [this, id, token](caf::error& err) {
    http_response answer{.token = token,
                         .failure = http_failure{.kind = to_error(err).kind,
                                                 .message = "the connection pool ended",
                                                 .permanent = true}};
    on_answer(id, answer);
  };
  request_from(self_, pool_for(pools_, job->host), std::move(request)).then(answered, failed);
}

void worker_state::on_answer(job_id id, http_response& answer) {
  auto* job = find(id);
  if (!job || job->token != answer.token)
    return;
  job->token = 0;
  log_response(settings_->options, job->host, answer);
  auto received = steady_clock::now();
  bool sized = !answer.failure;
  auto response = delivery::read_response(answer);
  if (!response)
    return on_failed_attempt(id, std::move(response.error()), answer);
  auto timings = answer.timings;
  keep_spent(answer);

  auto done = steady_clock::now();
  auto now = system_clock::now();
  if (settings_->options.telemetry_enabled && sized) {
    delivery::call_times times{
      .execution = done - job->record->started, .parsing = done - received, .http = timings};
    auto entry =
      delivery::make_telemetry_entry(job->prepared.request, *response, job->method, times, now);
    keep_telemetry(*settings_, router_, std::move(entry));
  }
  auto kind = job->record->kind;
  auto answered = delivery::make_offers(std::move(job->prepared), std::move(*response), kind, now);
  if (published_ && published_->artifact && kind != delivery::call_kind::notifications)
    describe_remote(answered.meta,
                    find_remote_dependencies(*published_->artifact, answered.request));
  succeed(id, std::move(answered));
}

http_response worker_state::take_spent() {
  if (spent_.empty())
    return {};
  auto spent = std::move(spent_.back());
  spent_.pop_back();
  return spent;
}

void worker_state::keep_spent(http_response& answer) {
  bool is_small =
    answer.body.capacity() <= max_kept_body && answer.request.body.capacity() <= max_kept_body;
  if (is_small && spent_.size() < max_spent)
    spent_.push_back(std::move(answer));
}

void worker_state::on_failed_attempt(job_id id, error err, const http_response& answer) {
  auto& job = *find(id);
  auto& options = settings_->options;
  auto pause = delivery::backoff(options.retry, job.attempts + 1, settings_->random);
  if (!answer.failure)
    pause = std::max(
      pause, delivery::retry_after(answer.headers, system_clock::now()).value_or(milliseconds(0)));
  job.first_error = delivery::more_informative(std::move(job.first_error), std::move(err));
  bool again = delivery::is_retryable(answer) && job.attempts < options.retry.max_attempts
               && steady_clock::now() + pause < job.record->deadline && budget_.withdraw();
  if (!again)
    return fail(id, std::move(*job.first_error));
  if (pause == milliseconds(0))
    return send(id);
  send_later(self_, self_, pause, retry_job{.job = id});
}

worker_state::jobs::node_type worker_state::take(job_id id) {
  auto taken = jobs_.extract(id);
  if (!taken.empty()) {
    unwatch(taken.mapped().asker);
    // Who has the answer may end the system of the visitor.
    taken.mapped().record->call.visitor = {};
  }
  return taken;
}

void worker_state::succeed(job_id id, offers&& result) {
  auto taken = take(id);
  if (taken.empty())
    return;
  auto& job = taken.mapped();
  auto& record = *job.record;
  if (record.waiter.for_offers)
    record.waiter.for_offers->complete(std::move(result));
  else if (record.waiter.for_attributes)
    record.waiter.for_attributes->complete(as_attributes(std::move(result)));
  else if (record.kind == delivery::call_kind::attributes)
    job.promise.deliver(as_attributes(std::move(result)));
  else
    job.promise.deliver(std::move(result));
}

attributes worker_state::as_attributes(offers&& result) const {
  bool is_local = result.meta.decisioning_method == decisioning_method::on_device;
  auto global_mbox = is_local ? published_->artifact->global_mbox() : delivery::default_global_mbox;
  auto values = delivery::collect_attributes(result.response, global_mbox);
  return {.values = std::move(values),
          .response = std::move(result.response),
          .target_cookie = std::move(result.target_cookie),
          .target_location_hint_cookie = std::move(result.target_location_hint_cookie)};
}

void worker_state::fail(job_id id, error_kind kind, std::string message) {
  fail(id, {.kind = kind, .message = std::move(message)});
}

void worker_state::fail(job_id id, error err) {
  auto taken = take(id);
  if (taken.empty())
    return;
  auto& job = taken.mapped();
  // Whatever did not reach a server goes along with the next call.
  if (job.carries_telemetry)
    settings_->telemetry.put_back(job.prepared.request.telemetry->entries);
  err = delivery::describe(std::move(err), job.prepared, job.attempts);
  if (auto& waiter = job.record->waiter)
    waiter.fail_with(std::move(err));
  else
    job.promise.deliver(make_error(err));
}

// -- giving up ------------------------------------------------------------------------------------

void worker_state::cancel(job_id id, error_kind kind, std::string message) {
  if (auto* job = find(id)) {
    cancel_exchange(*job);
    fail(id, kind, std::move(message));
  }
}

void worker_state::cancel_exchange(delivery_job& job) {
  if (job.token != 0)
    send_to(self_, pool_for(pools_, job.host), http_cancel{.token = job.token});
  job.token = 0;
}

void worker_state::watch(const caf::strong_actor_ptr& asker) {
  if (asker && watched_[asker->address()]++ == 0)
    start_monitor(self_, asker);
}

void worker_state::unwatch(const caf::strong_actor_ptr& asker) {
  auto found = asker ? watched_.find(asker->address()) : watched_.end();
  if (found != watched_.end() && --found->second == 0) {
    stop_monitor(self_, found->first);
    watched_.erase(found);
  }
}

void worker_state::on_down(const caf::down_msg& down) {
  watched_.erase(down.source);
  std::vector<job_id> orphans;
  for (auto& [id, job] : jobs_)
    if (job.asker && job.asker->address() == down.source)
      orphans.push_back(id);
  for (auto id : orphans)
    cancel(id, error_kind::cancelled, "the asking actor ended");
}

void worker_state::arm_sweep() {
  if (!std::exchange(sweeping_, true))
    send_later(self_, self_, sweep_interval, sweep{});
}

void worker_state::sweep_deadlines() {
  sweeping_ = false;
  auto late = steady_clock::now() - sweep_interval;
  while (!deadlines_.empty() && deadlines_.top().first <= late) {
    auto id = deadlines_.top().second;
    deadlines_.pop();
    if (auto* job = find(id)) {
      cancel_exchange(*job);
      fail(id, delivery::more_informative(std::move(job->first_error),
                                          {.kind = error_kind::timeout,
                                           .message = "no answer by the deadline of the call"}));
    }
  }
  if (!jobs_.empty())
    arm_sweep();
  else
    deadlines_ = {};
}

void worker_state::warn_of_missing_user_agent(const delivery_request& request) {
  bool web = request.context && request.context->channel == channel_type::web;
  if (web && !request.context->user_agent && !request.context->client_hints
      && !settings_->warned_of_missing_user_agent.exchange(true))
    settings_->options.logger(
      log_level::warning,
      "AT: a web request has no context.userAgent; its visits may count as bots (said once)");
}

worker_actor spawn_worker(caf::actor_system& system, settings_ptr settings, router_actor router,
                          std::vector<connection_pool_actor> pools) {
  auto body = [](stateful_home<worker_actor, worker_state>* self, settings_ptr&& the_settings,
                 router_actor&& the_router, std::vector<connection_pool_actor>&& the_pools) {
    return state_of(self).behavior(std::move(the_settings), std::move(the_router),
                                   std::move(the_pools));
  };
  return system.spawn(body, std::move(settings), std::move(router), std::move(pools));
}

} // namespace target_sdk::detail
