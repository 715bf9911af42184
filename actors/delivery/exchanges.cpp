#include "actors/delivery/exchanges.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "actors/delivery/exchange_log.hpp"
#include "delivery/headers.hpp"

namespace target_sdk::detail {

void exchanges::start(active_call& call, traffic kind, std::string host, http_request&& request,
                      answer_function then) {
  if (call.exchange != 0)
    call.slow.push_back({.token = call.exchange, .host = std::move(call.host)});
  call.exchange = request.token = next_token_++;
  call.host = std::move(host);
  call.on_answer = std::move(then);
  if (has_provider())
    ask_provider(call, kind, std::move(request));
  else
    send(call, kind, std::move(request));
}

void exchanges::send(active_call& call, traffic kind, http_request&& request) {
  int counted = kind == traffic::delivery ? 1 : 0;
  call.stage = request_stage::sent;
  call.attempts += counted;
  if (counted > 0)
    counters_.on_attempt(call.repeats);
  log_request(options_, request, call);
  auto id = call.record->id;
  auto token = request.token;
  auto answered = [this, id, token, counted](http_response& answer) {
    if (counted > 0 && answer.failure && answer.failure->kind == error_kind::unavailable)
      counters_.on_refused_attempt();
    if (auto* asked = take_answered(id, token))
      end(*asked, answer);
  };
  auto failed = [this, id, token, counted](caf::error& err) {
    if (counted > 0 && has_not_arrived(err))
      counters_.on_refused_attempt();
    auto* asked = take_answered(id, token);
    if (!asked)
      return;
    if (has_not_arrived(err)) {
      asked->stage = request_stage::not_sent;
      asked->attempts -= counted;
    }
    fail(*asked, pool_ended_error(err));
  };
  request_from(self_, pool_for(with_.pools, call.host), std::move(request)).then(answered, failed);
}

void exchanges::ask_provider(active_call& call, traffic kind, http_request&& request) {
  call.stage = request_stage::awaits_headers;
  auto question = ask_for_headers{.about = describe(call, kind), .deadline = request.deadline};
  auto held = std::make_shared<http_request>(std::move(request));
  auto id = call.record->id;
  auto provided = [this, id, kind, held](provided_headers& own) {
    if (auto* waiting = find_waiting(id, held->token)) {
      delivery::add_fields(held->headers, own.fields);
      send(*waiting, kind, std::move(*held));
    }
  };
  auto failed = [this, id, token = held->token](caf::error& err) {
    if (auto* waiting = find_waiting(id, token)) {
      waiting->stage = request_stage::not_sent;
      waiting->exchange = 0;
      fail(*waiting, has_not_arrived(err) ? provider_ended_error() : to_error(err));
    }
  };
  request_from(self_, with_.headers, std::move(question)).then(provided, failed);
}

void exchanges::cancel(active_call& call) {
  if (call.exchange != 0 && call.stage == request_stage::sent)
    send_to(self_, pool_for(with_.pools, call.host), http_cancel{.token = call.exchange});
  call.exchange = 0;
  for (auto& each : call.slow)
    send_to(self_, pool_for(with_.pools, each.host), http_cancel{.token = each.token});
  call.slow.clear();
}

void exchanges::end_all() {
  auto waits = [](const active_call& call) {
    return !call.slow.empty() || (call.exchange != 0 && call.stage == request_stage::sent);
  };
  for (auto id : calls_.find_all(waits))
    if (auto* call = calls_.find(id)) {
      call->slow.clear();
      // What is still to be sent fails by itself.
      if (call->exchange != 0 ? call->stage == request_stage::sent : !call->is_pausing) {
        call->exchange = 0;
        fail(*call, connections_lost_error());
      }
    }
}

coming_request exchanges::describe(const active_call& call, traffic kind) const {
  coming_request about{.traffic = kind,
                       .host = call.host,
                       .request_id = call.prepared.request.request_id.value_or("")};
  if (kind == traffic::delivery) {
    about.attempt = call.attempts + 1;
    about.last_status = call.last_status;
  }
  return about;
}

void exchanges::end(active_call& call, http_response& answer) {
  auto then = call.on_answer; // The next exchange replaces it meanwhile.
  then(call, answer);
}

void exchanges::fail(active_call& call, error err) {
  http_response answer{
    .failure = http_failure{
      .kind = err.kind, .message = std::move(err.message), .sent = false, .permanent = true}};
  end(call, answer);
}

active_call* exchanges::find_waiting(call_table::call_id id, std::uint64_t token) noexcept {
  auto* call = calls_.find(id);
  return call && call->exchange == token ? call : nullptr;
}

active_call* exchanges::take_answered(call_table::call_id id, std::uint64_t token) noexcept {
  auto* call = calls_.find(id);
  if (!call)
    return nullptr;
  if (call->exchange == token) {
    call->exchange = 0;
    call->info.host = call->host;
    return call;
  }
  auto& slow = call->slow;
  auto found =
    std::find_if(slow.begin(), slow.end(), [=](auto& each) { return each.token == token; });
  if (found == slow.end())
    return nullptr;
  call->info.host = std::move(found->host);
  slow.erase(found);
  return call;
}

} // namespace target_sdk::detail
