// Which hosts are down, as far as the exchanges of a pool tell.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include <target_sdk/http.hpp>
#include <target_sdk/logging.hpp>

#include "actors/pool/connection_pool.hpp"
#include "actors/pool/exchange.hpp"
#include "actors/pool/pool_figures.hpp"

namespace target_sdk::pool {

/// Asks and informs the breakers of origins, and says what becomes of them: in log lines, and by
/// `breaker_setup::tell`.
class host_watch {
public:
  using time = std::chrono::steady_clock::time_point;

  host_watch(breaker_setup setup, log_sink log, std::shared_ptr<pool_figures> figures)
    : setup_(std::move(setup)),
      log_(std::move(log)),
      figures_(std::move(figures)) {}

  /// Why an exchange that is new in its origin's queue must not be made, if so.
  std::optional<http_failure> admit(http_exchange& exchange, time now) const;
  /// An exchange ends, in any state, with this answer or failure. True when its host is down from
  /// now on.
  bool on_end(const http_exchange& exchange, const http_response& response, time now) const;
  /// What a request to a host that is down is answered.
  http_failure refusal(const http_exchange& exchange, time now) const;

private:
  void tell_opened(const http_exchange& exchange, const http_response& response, time now) const;
  void tell_closed(const http_exchange& exchange, time now) const;

  breaker_setup setup_;
  log_sink log_;
  std::shared_ptr<pool_figures> figures_;
};

} // namespace target_sdk::pool
