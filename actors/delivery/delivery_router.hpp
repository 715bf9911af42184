// The delivery actor: gives calls to its workers, tells events, and replaces workers, pools and the
// artifact actor when they end.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "actors/caf_compat.hpp"
#include "actors/client_settings.hpp"
#include "actors/messages.hpp"
#include "actors/shared_slot.hpp"

namespace target_sdk::detail {

/// The workers, as the senders of calls see them.
struct worker_table {
  shared_slot<std::vector<worker_actor>> workers; ///< Null while calls go through the mailbox.
  std::atomic<std::uint64_t> next{0};
};

/// State and behavior of the router.
class router_state {
public:
  static inline const char* name = "target_sdk.delivery";

  explicit router_state(router_actor::pointer self) : self_(self) {}
  /// Ends everything the router started, however it came to its end.
  ~router_state();

  router_actor::behavior_type behavior(settings_ptr settings, std::shared_ptr<worker_table> table);

private:
  struct pool_slot {
    connection_pool_actor actor;
    steady_time started = {};
    bool is_alive = false;
  };

  caf::result<offers> take_offers(call_ptr record);
  caf::result<attributes> take_attributes(call_ptr record);
  bool refuses(const call_record& record) const noexcept;
  const worker_actor& worker_for(const call_record& record) const;
  void add_subscriber(const caf::strong_actor_ptr& subscriber);
  void raise_event(const event& what);
  void answer_ready(await_ready& ask);
  void adopt_siblings(adopt& who);
  void adopt_loader(loader_actor loader);
  template <class Order>
  void tell_loader(Order order);
  void take_artifact(artifact_loaded& loaded);
  void publish();
  void learn_edge();
  void ask_in_background(std::function<void(const offers*)> on_answer);
  void expire_tickets();
  void flush_telemetry();
  void keep_house_regularly();
  void start_pool(std::size_t index);
  void start_worker(std::size_t index);
  void publish_workers();
  std::vector<connection_pool_actor> pools() const;
  void on_down(const caf::down_msg& down);
  /// Asks all workers, and calls `then` when each has answered or ended.
  template <class Question>
  void ask_workers(Question question, std::function<void()> then);
  /// Delivers impressions until `deadline`, and calls `then` when all that were lost are told.
  void close_queue_of_impressions(steady_time deadline, void (router_state::*then)());
  void close(shutdown& ask);
  void stop_parts();
  void end_with_parts();
  void end();

  router_actor::pointer self_;
  settings_ptr settings_;
  std::vector<pool_slot> pools_;
  std::vector<worker_actor> workers_;
  std::shared_ptr<worker_table> table_;
  notifier_actor notification_;
  attributes_actor attributes_;
  loader_actor loader_;
  published_artifact published_;
  struct waiting_ticket {
    steady_time deadline;
    std::shared_ptr<ready_ticket> ticket;
  };
  std::vector<waiting_ticket> tickets_;
  std::optional<steady_time> telemetry_since_;
  steady_time next_flush_ = {};
  bool is_flushing_ = false;
  bool is_learning_edge_ = false;
  bool is_keeping_house_ = false;
  std::map<caf::actor_addr, caf::strong_actor_ptr> subscribers_;
  bool is_ready_ = false;
  bool is_closing_ = false;
  bool is_stopping_ = false;
  bool have_workers_stopped_ = false;
  bool is_ending_ = false;
  std::shared_ptr<std::promise<void>> closed_; ///< Let go of at the end.
};

/// The router's mailbox: calls go to a worker at once, on the sender's thread.
class router final : public forwarding_actor<stateful_home<router_actor, router_state>> {
public:
  router(caf::actor_config& config, settings_ptr settings);

protected:
  behavior_type make_behavior() override { return state_of(this).behavior(settings_, table_); }
  caf::strong_actor_ptr receiver_of(const caf::mailbox_element& message) noexcept override;

private:
  settings_ptr settings_;
  std::shared_ptr<worker_table> table_ = std::make_shared<worker_table>();
};

router_actor spawn_router(caf::actor_system& system, settings_ptr settings);

} // namespace target_sdk::detail
