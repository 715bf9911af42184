// A worker's HTTP exchanges, by call.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include <target_sdk/client_options.hpp>
#include <target_sdk/headers.hpp>
#include <target_sdk/http.hpp>

#include "actors/client_settings.hpp"
#include "actors/delivery/call_table.hpp"

namespace target_sdk::detail {

/// A call may have several exchanges in flight: slow ones, and the newest. Answers for calls
/// already answered are dropped.
class exchanges {
public:
  /// Gets the answer or the failure of an exchange.
  using answer_function = std::function<void(active_call&, http_response&)>;

  exchanges(worker_actor::pointer self, client_settings& settings, call_table& calls,
            use_pools with)
    : self_(self),
      options_(settings.options),
      counters_(*settings.counters),
      calls_(calls),
      with_(std::move(with)) {}

  void use(use_pools with) { with_ = std::move(with); }
  /// Whether a header provider is asked before each exchange.
  bool has_provider() const noexcept { return static_cast<bool>(with_.headers); }

  /// Asks `host` on behalf of `call`. A request of delivery counts as an attempt when it is sent.
  /// `then(call, answer)` gets the answer or the failure; `call.info.host` is then the host that
  /// was asked.
  void start(active_call& call, traffic kind, std::string host, http_request&& request,
             answer_function then);
  /// Cancels all exchanges of a call.
  void cancel(active_call& call);
  /// Fails all that wait for an answer: it will not come.
  void end_all();

private:
  void send(active_call& call, traffic kind, http_request&& request);
  /// Sends the request with what the provider adds.
  void ask_provider(active_call& call, traffic kind, http_request&& request);
  /// What the provider is told of the next request of a call.
  coming_request describe(const active_call& call, traffic kind) const;
  /// Hands the answer over.
  void end(active_call& call, http_response& answer);
  void fail(active_call& call, error err);
  /// The call whose newest exchange this is; null when it is no more.
  active_call* find_waiting(call_table::call_id id, std::uint64_t token) noexcept;
  /// The call that waits for this answer; null when it does no more.
  active_call* take_answered(call_table::call_id id, std::uint64_t token) noexcept;

  worker_actor::pointer self_;
  const client_options& options_;
  client_counters& counters_;
  call_table& calls_;
  use_pools with_;
  std::uint64_t next_token_ = 1;
};

} // namespace target_sdk::detail
