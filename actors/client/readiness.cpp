#include "actors/client/readiness.hpp"

#include <algorithm>
#include <utility>

#include "models/deadline.hpp"

namespace target_sdk::detail {

void readiness::reach() {
  is_reached_ = true;
  for (auto& each : std::exchange(waiting_, {}))
    each.ticket->waiter->complete(client_ready{});
}

void readiness::await(std::shared_ptr<ready_ticket> ticket,
                      std::optional<std::chrono::milliseconds> limit) {
  if (is_reached_)
    return ticket->waiter->complete(client_ready{});
  waiting_.push_back(
    {.deadline = limit ? deadline_after(*limit) : steady_time::max(), .ticket = std::move(ticket)});
}

void readiness::expire() {
  auto now = std::chrono::steady_clock::now();
  auto late = std::partition(waiting_.begin(), waiting_.end(),
                             [&](auto& each) { return each.deadline > now; });
  for (auto each = late; each != waiting_.end(); ++each)
    each->ticket->waiter->complete(fail(error_kind::timeout, "not ready within maximumWaitReady"));
  waiting_.erase(late, waiting_.end());
}

} // namespace target_sdk::detail
