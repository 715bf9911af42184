// A delivery worker: encodes, sends, retries and interprets the calls that the router gives it.
#pragma once

#include <queue>
#include <unordered_map>
#include <vector>

#include "actors/client_settings.hpp"
#include "actors/messages.hpp"
#include "delivery/interpret.hpp"
#include "delivery/retry.hpp"

namespace target_sdk::detail {

/// One call in the hands of a worker.
struct delivery_job {
  call_ptr record;
  caf::response_promise promise; ///< Of the asking actor; unused for facade calls.
  caf::strong_actor_ptr asker;   ///< Watched: when it dies, so does the call.
  delivery::prepared_call prepared;
  delivery::visitor_share visitor;
  decisioning_method method = decisioning_method::server_side;
  bool carries_telemetry = false; ///< Of earlier calls, in `prepared.request`.
  int attempts = 0;
  std::optional<error> first_error;
  std::uint64_t token = 0; ///< Of the exchange under way, 0 when there is none.
  std::string host;        ///< Of that exchange.
};

/// State and behavior of a worker. All calls under way are in `jobs_`; `take` is the one way out.
class worker_state {
public:
  static inline const char* name = "target_sdk.delivery_worker";

  explicit worker_state(worker_actor::pointer self) : self_(self), budget_(0) {}
  ~worker_state();

  worker_actor::behavior_type behavior(settings_ptr settings, router_actor router,
                                       std::vector<connection_pool_actor> pools);

private:
  using job_id = std::uint64_t;
  using jobs = std::unordered_map<job_id, delivery_job>;

  void start(call_ptr record, caf::response_promise promise);
  void watch(const caf::strong_actor_ptr& asker);
  void unwatch(const caf::strong_actor_ptr& asker);
  void on_down(const caf::down_msg& down);
  void draw_visitor(job_id id);
  void prepare(job_id id);
  void choose_side(job_id id);
  bool is_for_server(const delivery_job& job) const;
  void look_up_place(job_id id, const geo_lookup& lookup);
  struct place_query {
    std::string ip_address;
    bool has_fair_time;
  };
  void on_place(job_id id, const place_query& query, http_response& answer);
  void decide_here(job_id id, std::optional<geo> place);
  void go_remote(job_id id);
  void send(job_id id);
  void on_answer(job_id id, http_response& answer);
  http_response take_spent();
  void keep_spent(http_response& answer);
  void on_failed_attempt(job_id id, error err, const http_response& answer);
  void succeed(job_id id, offers&& result);
  void fail(job_id id, error_kind kind, std::string message);
  void fail(job_id id, error err);
  attributes as_attributes(offers&& result) const;
  void cancel(job_id id, error_kind kind, std::string message);
  void cancel_exchange(delivery_job& job);
  void sweep_deadlines();
  void arm_sweep();
  void warn_of_missing_user_agent(const delivery_request& request);
  delivery_job* find(job_id id);
  jobs::node_type take(job_id id);

  worker_actor::pointer self_;
  settings_ptr settings_;
  router_actor router_;
  std::vector<connection_pool_actor> pools_;
  notification_actor notification_;
  std::shared_ptr<const published_artifact> published_;
  jobs jobs_;
  std::unordered_map<caf::actor_addr, std::size_t> watched_;
  using due = std::pair<steady_time, job_id>;
  std::priority_queue<due, std::vector<due>, std::greater<>> deadlines_;
  delivery::retry_budget budget_;
  std::vector<http_response> spent_; ///< Answers whose memory serves the next requests.
  std::uint64_t next_token_ = 1;
  bool sweeping_ = false;
  bool is_stopping_ = false;
};

/// Starts a worker.
worker_actor spawn_worker(caf::actor_system& system, settings_ptr settings, router_actor router,
                          std::vector<connection_pool_actor> pools);

} // namespace target_sdk::detail
