#include "actors/delivery/exchanges.hpp"

namespace target_sdk::detail {

void exchanges::cancel(active_call& call) {
  if (call.exchange != 0)
    send_to(self_, pool_for(pools_, call.host), http_cancel{.token = call.exchange});
  call.exchange = 0;
}

active_call* exchanges::take_answered(call_table::call_id id, std::uint64_t token) noexcept {
  auto* call = calls_.find(id);
  if (!call || call->exchange != token)
    return nullptr;
  call->exchange = 0;
  return call;
}

} // namespace target_sdk::detail
