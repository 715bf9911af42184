#include "actors/pool/host_watch.hpp"

#include <string>
#include <utility>

#include "actors/pool/origin_queues.hpp"
#include "delivery/breaker.hpp"
#include "models/url_parts.hpp"

namespace target_sdk::pool {

namespace {

using delivery::breaker;
using delivery::host_sign;
using std::chrono::milliseconds;

std::string host_and_port(const http_exchange& exchange) {
  return std::string(detail::split_url(exchange.request.url).host_and_port);
}

} // namespace

std::optional<http_failure> host_watch::admit(http_exchange& exchange, time now) const {
  exchange.is_probe = false;
  if (!setup_.options.enabled)
    return std::nullopt;
  auto admitted = exchange.origin->breaker.admit(now);
  exchange.is_probe = admitted == breaker::admission::probe;
  if (admitted == breaker::admission::refuse)
    return refusal(exchange, now);
  return std::nullopt;
}

bool host_watch::on_end(const http_exchange& exchange, const http_response& response,
                        time now) const {
  if (!setup_.options.enabled || exchange.state == exchange_state::free)
    return false;
  auto& watched = exchange.origin->breaker;
  bool was_made = exchange.state == exchange_state::under_way;
  auto sign = was_made ? delivery::sign_of(response, now - exchange.begun) : host_sign::nothing;
  switch (sign) {
  case host_sign::works:
    if (watched.on_answer(now))
      tell_closed(exchange, now);
    return false;
  case host_sign::fails:
    if (!watched.on_failure(exchange.is_probe, exchange.begun, now,
                            delivery::failure_text(response), thread_random))
      return false;
    tell_opened(exchange, response, now);
    return true;
  default:
    if (exchange.is_probe)
      watched.on_lost_probe(now);
    return false;
  }
}

http_failure host_watch::refusal(const http_exchange& exchange, time now) const {
  auto& watched = exchange.origin->breaker;
  figures_->on_refusal(detail::split_url(exchange.request.url).host_and_port);
  return {.kind = error_kind::unavailable,
          .message = watched.refusal(host_and_port(exchange), now),
          .sent = false,
          .retry_after = watched.retry_after(now)};
}

void host_watch::tell_opened(const http_exchange& exchange, const http_response& response,
                             time now) const {
  auto host = host_and_port(exchange);
  auto wait = exchange.origin->breaker.retry_after(now);
  auto why = delivery::failure_text(response);
  figures_->on_down(host, now);
  if (log_.enabled(log_level::warning))
    log_(log_level::warning, host + " fails repeatedly and is not asked for the next "
                               + std::to_string(wait.count()) + " ms: " + why);
  if (!setup_.tell)
    return;
  error last{.kind = response.failure ? response.failure->kind : error_kind::http_status,
             .message = std::move(why),
             .http_status = response.failure ? 0 : response.status,
             .retry_after = wait};
  setup_.tell(breaker_opened{.host = std::move(host), .error = std::move(last)});
}

void host_watch::tell_closed(const http_exchange& exchange, time now) const {
  auto host = host_and_port(exchange);
  figures_->on_up(host);
  auto open_for = std::chrono::floor<milliseconds>(now - exchange.origin->breaker.opened());
  if (log_.enabled(log_level::info))
    log_(log_level::info,
         host + " answers again after " + std::to_string(open_for.count()) + " ms");
  if (setup_.tell)
    setup_.tell(breaker_closed{.host = std::move(host), .open_for = open_for});
}

} // namespace target_sdk::pool
