// A worker's HTTP exchanges, by call.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <target_sdk/client_options.hpp>
#include <target_sdk/http.hpp>

#include "actors/delivery/call_table.hpp"
#include "actors/delivery/exchange_log.hpp"

namespace target_sdk::detail {

/// A call has one exchange at a time. Answers to earlier ones, or for calls already answered, are
/// dropped.
class exchanges {
public:
  exchanges(worker_actor::pointer self, const client_options& options, call_table& calls,
            std::vector<connection_pool_actor> pools)
    : self_(self),
      options_(options),
      calls_(calls),
      pools_(std::move(pools)) {}

  void use(std::vector<connection_pool_actor> pools) { pools_ = std::move(pools); }

  /// Asks `host` on behalf of `call`. `then(call, answer)` gets the answer or the failure.
  template <class Then>
  void start(active_call& call, std::string host, http_request request, Then then) {
    call.exchange = request.token = next_token_++;
    call.host = std::move(host);
    log_request(options_, request);
    auto answered = [this, id = call.record->id, then](http_response& answer) {
      if (auto* asked = take_answered(id, answer.token))
        then(*asked, answer);
    };
    auto failed = [answered, token = request.token](caf::error& err) {
      http_response answer{.token = token,
                           .failure = http_failure{.kind = to_error(err).kind,
                                                   .message = "the connection pool ended",
                                                   .permanent = true}};
      answered(answer);
    };
    request_from(self_, pool_for(pools_, call.host), std::move(request)).then(answered, failed);
  }

  /// Cancels the exchange of a call, if there is one.
  void cancel(active_call& call);

private:
  /// The call that waits for this answer; null when it no longer does.
  active_call* take_answered(call_table::call_id id, std::uint64_t token) noexcept;

  worker_actor::pointer self_;
  const client_options& options_;
  call_table& calls_;
  std::vector<connection_pool_actor> pools_;
  std::uint64_t next_token_ = 1;
};

} // namespace target_sdk::detail
