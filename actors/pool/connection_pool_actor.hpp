// Implementation of the connection pool.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "actors/pool/connection_pool.hpp"
#include "actors/pool/curl/idle_transfers.hpp"
#include "actors/pool/curl/multi.hpp"
#include "actors/pool/exchange.hpp"
#include "actors/pool/host_names.hpp"
#include "actors/pool/host_watch.hpp"
#include "actors/pool/io_actor.hpp"
#include "actors/pool/origin_queues.hpp"

namespace target_sdk::pool {

/// Owns libcurl's handles and all exchanges; nothing else uses them, so no lock is needed.
class connection_pool final : public io_actor {
public:
  connection_pool(caf::actor_config& config, pool_options options, log_sink log,
                  breaker_setup breakers, std::shared_ptr<pool_figures> figures);

  const char* name() const override { return "target_sdk.connection_pool"; }

private:
  bool on_start() override;
  bool on_message(caf::mailbox_element& message) override;
  void on_event(int descriptor, std::uint32_t events) override;
  clock::time_point on_turn() override;
  void on_stop() override;

  void submit(http_request&& request, http_promise promise);
  std::optional<http_failure> refuse(const http_request& request, clock::time_point now) const;
  void cancel(const void* asker, std::uint64_t token);
  pool_statistics statistics() const;
  /// Tells what there is now.
  void show() noexcept;

  /// Lets an exchange wait until the address of its host is known, but no longer than a connection
  /// may take. False when there is none.
  bool find_address(http_exchange& exchange, clock::time_point now);
  /// A lookup has ended: what waits for it goes on or fails.
  void on_name(name_found&& found);
  void end_waiting_for(origin_state& origin, clock::time_point now);

  void start_waiting();
  void start(http_exchange& exchange);
  void finish_completed();
  void ask_for_plain(http_exchange& exchange);
  void end_at(http_exchange& exchange, clock::time_point time);
  bool goes_on(http_exchange& exchange, clock::time_point now);
  /// Ends the exchanges whose deadline has passed and those that have stalled. Their connections
  /// are closed by `close_expired`: many may end at one moment, and their askers come first.
  void finish_expired(clock::time_point now);
  void close_expired() noexcept;
  /// Ends an exchange that succeeded, with its answer.
  void succeed(http_exchange& exchange);
  /// Ends an exchange in any state.
  void fail(http_exchange& exchange, http_failure failure);
  /// Ends an exchange; its answer is sent with the others of this turn of the loop.
  void keep_answer(http_exchange& exchange, http_response&& response);
  /// Ends the exchanges that wait for a host that is down from now on.
  void refuse_waiting(origin_state& origin);
  void hand_out_answers();
  /// Removes the exchange of this response from all lists, and moves the request into it, unless
  /// libcurl still needs that; only the answer remains to be sent.
  http_promise detach(http_exchange& exchange, http_response& response) noexcept;

  pool_options options_;
  log_sink log_;
  std::shared_ptr<pool_figures> figures_;
  std::optional<curl::multi> multi_;
  curl::idle_transfers idle_transfers_;
  host_watch watch_;
  std::optional<host_names> names_; ///< While the loop runs.
  origin_queues lines_;
  exchange_list under_way_;
  exchange_list free_;
  exchange_deadlines deadlines_;
  exchange_index index_;
  std::vector<std::pair<http_promise, http_response>> answers_;
  /// Of exchanges that have expired, with their requests, which libcurl knows.
  std::vector<std::pair<std::unique_ptr<curl::transfer>, http_request>> expired_;
  std::uint64_t exchanges_ = 0;
  std::uint64_t reused_ = 0;
  std::uint64_t shown_wakes_ = 0;
};

} // namespace target_sdk::pool
