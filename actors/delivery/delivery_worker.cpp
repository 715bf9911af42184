#include "actors/delivery/delivery_worker.hpp"

#include <algorithm>
#include <utility>

#include <target_sdk/models/serialization.hpp>

#include "actors/answer_call.hpp"
#include "actors/caf_compat.hpp"
#include "actors/delivery/local_decision.hpp"
#include "actors/late_call.hpp"
#include "actors/telemetry/keep_telemetry.hpp"
#include "actors/visitor/draw_share.hpp"
#include "delivery/attributes.hpp"
#include "delivery/interpret.hpp"
#include "delivery/target_cookie.hpp"

namespace target_sdk::detail {

using std::chrono::steady_clock;
using std::chrono::system_clock;

delivery_worker::delivery_worker(worker_actor::pointer self, settings_ptr settings,
                                 router_actor router, use_pools with)
  : self_(self),
    settings_(std::move(settings)),
    router_(std::move(router)),
    carrier_(with.carrier),
    calls_(self),
    exchanges_(self, *settings_, calls_, std::move(with)),
    attempts_(self, *settings_, calls_, exchanges_,
              {.on_response =
                 [this](active_call& call, offers&& gathered, const delivery::call_times& times) {
                   on_response(call, std::move(gathered), times);
                 },
               .on_failure = [this](active_call& call, error err) { fail(call, std::move(err)); }}),
    places_(
      self, *settings_, router_, exchanges_,
      [this](active_call& call, std::optional<geo> place) { on_place(call, std::move(place)); }) {
}

delivery_worker::~delivery_worker() {
  while (!calls_.empty())
    fail(*calls_.find(calls_.first()),
         {.kind = error_kind::shutting_down, .message = "the delivery worker ended"});
}

worker_actor::behavior_type delivery_worker::behavior() {
  on_downs(self_, [this](caf::down_msg& down) {
    for (auto id : calls_.asked_by(identity_of(down.source)))
      give_up(id, {.kind = error_kind::cancelled, .message = "the asking actor ended"});
  });
  return {
    [this](start_offers_call& call) -> caf::result<offers> {
      auto promise = self_->make_response_promise();
      start(std::move(call.record), promise);
      return promise;
    },
    [this](start_attributes_call& call) -> caf::result<attributes> {
      auto promise = self_->make_response_promise();
      start(std::move(call.record), promise);
      return promise;
    },
    [this](cancel_call order) {
      give_up(order.call, {.kind = error_kind::cancelled, .message = "the call was cancelled"});
    },
    [this](use_pools& use) {
      carrier_ = use.carrier;
      exchanges_.use(std::move(use));
    },
    [this](connections_lost) { exchanges_.end_all(); },
    [this](use_notification& use) { notification_ = std::move(use.notification); },
    [this](use_artifact& use) { published_ = std::move(use.published); },
    [this](end_late_calls) {
      give_up_late();
      attempts_.help_slow_calls();
    },
    [this](retry_call retry) { attempts_.retry(retry.call); },
    [this](cancel_all_calls) {
      is_stopping_ = true;
      while (!calls_.empty())
        give_up(calls_.first(), client_closing_error());
    },
    [](catch_up) {},
  };
}

// -- the way of a call ----------------------------------------------------------------------------

void delivery_worker::start(call_ptr record, caf::response_promise promise) {
  if (steady_clock::now() >= record->deadline)
    return answer(*record, promise, late_call_error());
  auto& call = calls_.add(std::move(record), std::move(promise));
  call.method =
    call.record->call.decisioning_method.value_or(settings_->options.decisioning_method);
  if (is_stopping_)
    return fail(call, client_closing_error());
  draw_visitor(call);
}

void delivery_worker::draw_visitor(active_call& call) {
  auto& asked = call.record->call;
  draw_share(
    self_, *settings_, asked.request, asked.visit,
    [this, id = call.record->id](delivery::visitor_share&& share) {
      if (auto* waiting = calls_.find(id)) {
        waiting->visitor = std::move(share);
        prepare(*waiting);
      }
    },
    [this, id = call.record->id](error err) {
      if (auto* waiting = calls_.find(id))
        fail(*waiting, std::move(err));
    });
}

void delivery_worker::prepare(active_call& call) {
  auto& record = *call.record;
  bool may_be_local = !record.must_be_remote && call.method != decisioning_method::server_side;
  if (carrier_ && !may_be_local)
    return carry(call, std::move(record.call));
  if (carrier_)
    call.as_asked = std::make_unique<get_offers>(record.call);
  auto checked = prepare_call(*settings_, std::move(record.call), record.kind, call.visitor,
                              published_.get(), system_clock::now(), call.prepared);
  if (!checked)
    fail(call, std::move(checked.error()));
  else if (may_be_local)
    choose_side(call);
  else
    ask_server(call);
}

void delivery_worker::ask_server(active_call& call) {
  if (carrier_)
    return carry(call, std::move(*call.as_asked));
  call.record->side = call_side::server;
  attempts_.start(call);
}

void delivery_worker::carry(active_call& call, get_offers&& asked) {
  const auto& record = *call.record;
  carry_call order{.id = record.id,
                   .kind = record.kind == delivery::call_kind::notifications
                             ? carried::notifications
                             : carried::offers,
                   .deadline = record.deadline};
  if (asked.visit.visitor)
    delivery::settle_visitor(asked.request, asked.visit, call.visitor);
  else
    call.visitor.state = {}; // That of the answer counts.
  if (call.remote)
    asked.decisioning_method = decisioning_method::server_side;
  order.session = delivery::session_of(asked.visit, system_clock::now());
  order.text = to_json_text(asked);
  call.is_carried = true;
  call.record->side = call_side::gateway;
  request_from(self_, carrier_, std::move(order))
    .then(
      [this, id = record.id](const call_carried& answer) {
        if (auto* waiting = calls_.find(id))
          on_carried(*waiting, answer);
      },
      [this, id = record.id](caf::error& err) {
        if (auto* waiting = calls_.find(id))
          fail(*waiting, carrier_error(err));
      });
}

void delivery_worker::on_carried(active_call& call, const call_carried& answer) {
  auto read = from_json_text<offers>(answer.text, {.mode = read_mode::answer});
  if (!read)
    return fail(call, {.kind = error_kind::malformed_response, .message = read.error().message});
  if (!call.visitor.state.is_null())
    read->visitor_state = std::move(call.visitor.state);
  if (call.remote)
    describe_remote(read->meta, *call.remote);
  read->info.duration = std::chrono::duration_cast<std::chrono::microseconds>(
    steady_clock::now() - call.record->started);
  succeed(call, std::move(*read));
}

void delivery_worker::choose_side(active_call& call) {
  if (is_for_server(call))
    return ask_server(call);
  std::optional<geo_lookup> lookup;
  if (published_ && published_->artifact)
    lookup = geo_lookup_needed(*published_->artifact, call.prepared.request);
  if (!lookup)
    return decide_here(call, std::nullopt);
  auto known = known_place(*settings_, *lookup, call.prepared.request);
  if (known || !places_.ask(call, *lookup))
    decide_here(call, std::move(known));
}

bool delivery_worker::is_for_server(active_call& call) const {
  if (call.method != decisioning_method::hybrid)
    return false;
  if (!published_ || !published_->artifact)
    return true;
  call.remote = find_remote_dependencies(*published_->artifact, call.prepared.request);
  return call.remote->any();
}

void delivery_worker::on_place(active_call& call, std::optional<geo> place) {
  // A new artifact may have arrived meanwhile.
  if (is_for_server(call))
    return ask_server(call);
  if (place)
    place = place_at(call.prepared.request, std::move(*place));
  decide_here(call, std::move(place));
}

void delivery_worker::decide_here(active_call& call, std::optional<geo> place) {
  call.record->side = call_side::on_device;
  auto local = decide_locally(std::move(call.prepared), published_, *settings_, call.method,
                              std::move(place), call.record->started);
  if (!local)
    return fail(call, std::move(local.error()));
  hand_over(*local, *settings_, router_, notification_);
  succeed(call, std::move(local->answer));
}

void delivery_worker::on_response(active_call& call, offers&& gathered,
                                  const delivery::call_times& times) {
  auto now = system_clock::now();
  if (settings_->options.telemetry_enabled)
    keep_telemetry(*settings_, router_,
                   delivery::make_telemetry_entry(call.prepared.request, gathered.response,
                                                  call.method, times, now));
  auto kind = call.record->kind;
  auto info = std::move(call.info);
  info.request_id = call.prepared.request.request_id.value_or("");
  delivery::complete(gathered, std::move(call.prepared), kind, now);
  if (!call.remote && published_ && published_->artifact
      && kind != delivery::call_kind::notifications)
    call.remote = find_remote_dependencies(*published_->artifact, gathered.request);
  if (call.remote)
    describe_remote(gathered.meta, *call.remote);
  gathered.info = std::move(info);
  succeed(call, std::move(gathered));
}

void delivery_worker::succeed(active_call& call, offers&& answered) {
  if (auto& story = call.record->story) {
    story->request_id = answered.info.request_id;
    story->host = answered.info.host;
    story->http_status = answered.info.http_status;
    story->attempts = answered.info.attempts;
    story->timings = answered.info.timings;
  }
  bool is_local =
    answered.meta.decisioning_method == decisioning_method::on_device && !call.is_carried;
  auto taken = calls_.take(call.record->id);
  answer(taken.mapped(), std::move(answered),
         is_local ? published_->artifact->global_mbox() : delivery::default_global_mbox);
}

void delivery_worker::fail(active_call& call, error err) {
  auto taken = calls_.take(call.record->id);
  // Telemetry that did not reach a server is sent with the next call.
  if (call.carries_telemetry && call.prepared.request.telemetry)
    settings_->telemetry.put_back(call.prepared.request.telemetry->entries);
  answer(taken.mapped(), std::move(err));
  calls_.free_later(std::move(taken));
}

// -- giving up ------------------------------------------------------------------------------------

void delivery_worker::give_up(call_id id, error err) {
  if (auto* call = calls_.find(id)) {
    exchanges_.cancel(*call);
    if (call->is_carried)
      send_to(self_, carrier_, cancel_call{.call = id});
    fail(*call, std::move(err));
  }
}

void delivery_worker::give_up_late() {
  for (auto id : calls_.late_calls()) {
    auto* call = calls_.find(id);
    auto late =
      call->is_carried ? late_call_error(settings_->not_carried.load()) : late_call_error();
    if (call->stage == request_stage::awaits_headers && call->slow.empty())
      give_up(id, late_provider_error());
    else
      give_up(id, delivery::more_informative(std::move(call->first_error), std::move(late)));
  }
}

worker_actor spawn_worker(caf::actor_system& system, settings_ptr settings, router_actor router,
                          use_pools with) {
  auto body = [](stateful_home<worker_actor, worker_state>* self, settings_ptr&& the_settings,
                 router_actor&& the_router, use_pools&& the_pools) {
    return state_of(self)
      .worker.emplace(self, std::move(the_settings), std::move(the_router), std::move(the_pools))
      .behavior();
  };
  return system.spawn(body, std::move(settings), std::move(router), std::move(with));
}

} // namespace target_sdk::detail
