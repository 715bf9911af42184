#include "actors/client/router.hpp"

#include <utility>

#include "actors/metrics/read_metrics.hpp"

namespace target_sdk::detail {
namespace {

caf::error closing_error() {
  return make_error(client_closing_error());
}

} // namespace

router_parts::router_parts(router_actor::pointer self, settings_ptr settings,
                           std::shared_ptr<dispatch> dispatch, foreign_actors given)
  : self_(self),
    settings_(std::move(settings)),
    dispatch_(std::move(dispatch)),
    actors_(self, settings_, dispatch_, std::move(given)),
    subscribers_(self, settings_),
    publication_(self, settings_, actors_),
    telemetry_(self, settings_, actors_),
    closing_(self, actors_) {
}

router_actor::behavior_type router_parts::behavior() {
  on_downs(self_, [this](caf::down_msg& down) { on_down(identity_of(down.source)); });
  actors_.start();
  if (!settings_->decides_locally())
    raise_event(client_ready{});
  return {
    // None arrives: `dispatch` makes a `start_offers_call` of each.
    [](const get_offers&) -> caf::result<offers> { return closing_error(); },
    [this](start_offers_call& call) -> caf::result<offers> { return pass_on<offers>(call); },
    [this](start_attributes_call& call) -> caf::result<attributes> {
      return pass_on<attributes>(call);
    },
    [this](cancel_call cancel) {
      send_to(self_, worker_of(cancel.call, actors_.workers()), cancel);
    },
    [this](subscribe& who) {
      if (!subscribers_.add(who.subscriber))
        return;
      if (readiness_.is_reached())
        send_anonymously(caf::actor_cast<caf::actor>(who.subscriber), client_ready{});
      if (damaged_)
        send_anonymously(caf::actor_cast<caf::actor>(who.subscriber), *damaged_);
    },
    [this](subscribe_calls& who) { subscribers_.watch(who.subscriber); },
    [this](unsubscribe& who) {
      if (who.subscriber)
        subscribers_.remove(identity_of(who.subscriber));
    },
    [this](get_metrics) { return read_metrics(*settings_); },
    [this](tell_subscribers& what) { raise_event(what.event); },
    [this](await_ready& ask) {
      auto limit = settings_->options.artifact.maximum_wait_ready;
      readiness_.await(std::move(ask.ticket), limit);
      if (limit)
        send_later(self_, self_, *limit, check_waits{});
    },
    [this](meet_siblings& siblings) { begin(siblings); },
    [this](artifact_loaded& loaded) {
      bool is_new = publication_.take(loaded);
      if (is_new && !closing_.has_begun())
        publication_.learn_edge(); // Once more, if the service failed to answer.
      if (!readiness_.is_reached())
        raise_event(client_ready{});
    },
    [this](check_waits timer) {
      readiness_.expire();
      if (closing_.has_begun())
        return;
      if (timer.is_periodic)
        telemetry_.look_again();
      else
        telemetry_.look();
    },
    [this](replace_pool which) { actors_.start_pool(which.index); },
    [this](replace_artifact_actor) { actors_.restart_artifact_actor(); },
    [this](replace_carrier) { actors_.restart_carrier(); },
    [this](close_client& order) {
      dispatch_->close();
      closing_.start(order);
    },
  };
}

template <class Answer, class Start>
caf::result<Answer> router_parts::pass_on(Start& call) {
  if (auto* worker = worker_for(*call.record))
    return delegate_to(self_, *worker, std::move(call));
  const auto reason = client_closing_error();
  call.record->finish(&reason);
  return make_error(reason);
}

const worker_actor* router_parts::worker_for(const accepted_call& record) const noexcept {
  if (closing_.stops() || (closing_.has_begun() && !record.is_background))
    return nullptr;
  return &worker_of(record.id, actors_.workers());
}

void router_parts::raise_event(const event& what) {
  subscribers_.raise(what);
  if (auto* damaged = std::get_if<outbox_damaged>(&what))
    damaged_ = *damaged;
  if (std::holds_alternative<client_ready>(what))
    readiness_.reach();
}

void router_parts::begin(meet_siblings& siblings) {
  actors_.add_siblings(std::move(siblings.notification), std::move(siblings.attributes));
  if (!siblings.artifact)
    return;
  actors_.add_artifact_actor(std::move(siblings.artifact));
  publication_.learn_edge();
}

void router_parts::on_down(actor_identity ended) {
  subscribers_.remove(ended);
  actors_.on_down(ended);
  if (closing_.stops())
    closing_.end_with_actors();
}

router::router(caf::actor_config& config, settings_ptr settings, foreign_actors given)
  : forwarding_actor(config),
    settings_(std::move(settings)),
    given_(std::move(given)) {
}

router::behavior_type router::make_behavior() {
  return state_of(this).parts.emplace(this, settings_, dispatch_, std::move(given_)).behavior();
}

router_actor spawn_router(caf::actor_system& system, settings_ptr settings, foreign_actors given) {
  return caf::actor_cast<router_actor>(system.spawn<router>(std::move(settings), std::move(given)));
}

} // namespace target_sdk::detail
