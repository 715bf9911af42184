// A worker's HTTP exchanges, by call.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include <target_sdk/client_options.hpp>
#include <target_sdk/headers.hpp>
#include <target_sdk/http.hpp>

#include "actors/delivery/call_table.hpp"
#include "actors/delivery/exchange_log.hpp"
#include "delivery/headers.hpp"

namespace target_sdk::detail {

/// A call may have several exchanges in flight: slow ones, and the newest. Answers for calls
/// already answered are dropped.
class exchanges {
public:
  exchanges(worker_actor::pointer self, const client_options& options, call_table& calls,
            use_pools with)
    : self_(self),
      options_(options),
      calls_(calls),
      with_(std::move(with)) {}

  void use(use_pools with) { with_ = std::move(with); }
  /// Whether a header provider is asked before each exchange.
  bool has_provider() const noexcept { return static_cast<bool>(with_.headers); }

  /// Asks `host` on behalf of `call`. `then(call, answer)` gets the answer or the failure;
  /// `call.info.host` is then the host that was asked.
  template <class Then>
  void start(active_call& call, traffic kind, std::string host, http_request request, Then then) {
    if (call.exchange != 0)
      call.slow.push_back({.token = call.exchange, .host = std::move(call.host)});
    call.exchange = request.token = next_token_++;
    call.host = std::move(host);
    call.header_state = header_state::known;
    if (has_provider())
      ask_provider(call, kind, std::move(request), then);
    else
      send(call, std::move(request), then);
  }

  /// Cancels all exchanges of a call.
  void cancel(active_call& call);

private:
  template <class Then>
  void send(active_call& call, http_request request, Then then) {
    log_request(options_, request, call);
    auto answered = [this, id = call.record->id, then](http_response& answer) {
      if (auto* asked = take_answered(id, answer.token))
        then(*asked, answer);
    };
    auto failed = [answered, token = request.token](caf::error& err) {
      auto answer = failed_answer(token, pool_ended_error(err));
      answered(answer);
    };
    request_from(self_, pool_for(with_.pools, call.host), std::move(request))
      .then(answered, failed);
  }

  /// Sends the request with what the provider adds.
  template <class Then>
  void ask_provider(active_call& call, traffic kind, http_request request, Then then) {
    call.header_state = header_state::awaited;
    auto question = ask_for_headers{.about = describe(call, kind), .deadline = request.deadline};
    auto held = std::make_shared<http_request>(std::move(request));
    auto id = call.record->id;
    auto provided = [this, id, held, then](provided_headers& own) {
      if (auto* waiting = find_waiting(id, held->token)) {
        waiting->header_state = header_state::known;
        delivery::add_fields(held->headers, own.fields);
        send(*waiting, std::move(*held), then);
      }
    };
    auto failed = [this, id, token = held->token, then](caf::error& err) {
      if (auto* waiting = find_waiting(id, token)) {
        waiting->header_state = header_state::refused;
        waiting->exchange = 0;
        waiting->info.host = waiting->host;
        auto answer = failed_answer(token, to_error(err));
        then(*waiting, answer);
      }
    };
    request_from(self_, with_.headers, std::move(question)).then(provided, failed);
  }

  /// What the provider is told of the next request of a call.
  coming_request describe(const active_call& call, traffic kind) const;
  /// The answer of an exchange that was not made.
  static http_response failed_answer(std::uint64_t token, error err);
  /// The call whose newest exchange this is; null when it is no more.
  active_call* find_waiting(call_table::call_id id, std::uint64_t token) noexcept;
  /// The call that waits for this answer; null when it does no more.
  active_call* take_answered(call_table::call_id id, std::uint64_t token) noexcept;

  worker_actor::pointer self_;
  const client_options& options_;
  call_table& calls_;
  use_pools with_;
  std::uint64_t next_token_ = 1;
};

} // namespace target_sdk::detail
