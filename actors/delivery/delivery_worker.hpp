// A delivery worker: accepts calls, chooses where each is decided, and answers it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "actors/client_settings.hpp"
#include "actors/delivery/attempts.hpp"
#include "actors/delivery/call_table.hpp"
#include "actors/delivery/exchanges.hpp"
#include "actors/delivery/place_lookup.hpp"
#include "actors/messages.hpp"

namespace target_sdk::detail {

/// The path of a call: `start`, its visitor, `prepare`, then either `decide_here`, after a geo
/// lookup if the rules need one, or `attempts`; finally `succeed` or `fail`.
class delivery_worker {
public:
  delivery_worker(worker_actor::pointer self, settings_ptr settings, router_actor router,
                  use_pools with);
  ~delivery_worker();

  worker_actor::behavior_type behavior();

private:
  using call_id = call_table::call_id;

  void start(call_ptr record, caf::response_promise promise);
  void draw_visitor(active_call& call);
  void prepare(active_call& call);
  void choose_side(active_call& call);
  /// Lets the server decide, or whoever does in its place.
  void ask_server(active_call& call);
  /// The same for a client with a carrier: the call goes as its caller gave it.
  void carry(active_call& call, get_offers&& asked);
  void on_carried(active_call& call, const call_carried& answer);
  /// Whether the server decides: always, or for what the rules do not cover.
  bool is_for_server(active_call& call) const;
  void on_place(active_call& call, std::optional<geo> place);
  void decide_here(active_call& call, std::optional<geo> place);
  void on_response(active_call& call, offers&& gathered, const delivery::call_times& times);
  void succeed(active_call& call, offers&& answered);
  void fail(active_call& call, error err);
  /// Fails a call that may be in the middle of an exchange.
  void give_up(call_id id, error err);
  void give_up_late();

  worker_actor::pointer self_;
  settings_ptr settings_;
  router_actor router_;
  notification_actor notification_;
  carrier_actor carrier_;
  std::shared_ptr<const published_artifact> published_;
  call_table calls_;
  exchanges exchanges_;
  attempts attempts_;
  place_lookup places_;
  bool is_stopping_ = false;
};

/// What CAF keeps in the actor.
struct worker_state {
  static inline const char* name = "target_sdk.delivery_worker";

  explicit worker_state(worker_actor::pointer) {}

  std::optional<delivery_worker> worker;
};

/// Starts a worker.
worker_actor spawn_worker(caf::actor_system& system, settings_ptr settings, router_actor router,
                          use_pools with);

} // namespace target_sdk::detail
