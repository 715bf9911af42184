#include "actors/delivery/exchanges.hpp"

#include <algorithm>

namespace target_sdk::detail {

void exchanges::cancel(active_call& call) {
  if (call.exchange != 0 && call.header_state == header_state::known)
    send_to(self_, pool_for(with_.pools, call.host), http_cancel{.token = call.exchange});
  call.exchange = 0;
  for (auto& each : call.slow)
    send_to(self_, pool_for(with_.pools, each.host), http_cancel{.token = each.token});
  call.slow.clear();
}

coming_request exchanges::describe(const active_call& call, traffic kind) const {
  coming_request about{.traffic = kind,
                       .host = call.host,
                       .request_id = call.prepared.request.request_id.value_or("")};
  if (kind == traffic::delivery) {
    about.attempt = call.attempts;
    about.last_status = call.last_status;
  }
  return about;
}

http_response exchanges::failed_answer(std::uint64_t token, error err) {
  return {.token = token,
          .failure = http_failure{
            .kind = err.kind, .message = std::move(err.message), .sent = false, .permanent = true}};
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
