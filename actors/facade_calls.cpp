#include "actors/facade_calls.hpp"

#include "actors/accept_report.hpp"
#include "models/deadline.hpp"

namespace target_sdk::detail {

std::optional<error> facade_calls::refusal_of_call(std::optional<error> refusal,
                                                   const open_call& opened) const {
  if (!refusal && !opened)
    return too_many_calls(*settings_);
  return refusal;
}

pending<accepted> facade_calls::keep(const notifier_actor& notifier, send_notifications report,
                                     std::optional<error> refusal) const {
  const auto deadline = deadline_after(report.timeout.value_or(settings_->options.timeout));
  auto state = std::make_shared<pending_state<accepted>>(runner_, deadline);
  if (refusal)
    state->complete(tl::unexpected(std::move(*refusal)));
  else if (auto taken = accept_report(*settings_, std::move(report)); !taken)
    state->complete(tl::unexpected(std::move(taken.error())));
  else
    send_anonymously(
      notifier, keep_report{.ticket = std::make_shared<report_ticket>(std::move(*taken), state)});
  return pending<accepted>(std::move(state));
}

} // namespace target_sdk::detail
