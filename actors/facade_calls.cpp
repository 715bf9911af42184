#include "actors/facade_calls.hpp"

#include "actors/accept_report.hpp"
#include "models/deadline.hpp"

namespace target_sdk::detail {

std::optional<error> facade_calls::refusal_of_call(std::optional<error> refusal,
                                                   const user_call& opened,
                                                   delivery::call_kind kind,
                                                   const trace_context& trace) const {
  if (!refusal && !opened)
    refusal = too_many_calls(*settings_);
  if (refusal)
    settings_->calls->refuse(public_kind(kind), trace, *refusal);
  return refusal;
}

pending<accepted> facade_calls::keep(const notifier_actor& notifier, send_notifications report,
                                     std::optional<error> refusal) const {
  const auto deadline = deadline_after(report.timeout.value_or(settings_->options.timeout));
  auto state = std::make_shared<pending_state<accepted>>(runner_, deadline);
  auto taken = refusal ? result<arriving_report>(tl::unexpected(std::move(*refusal)))
                       : accept_report(*settings_, std::move(report));
  if (taken) {
    send_anonymously(
      notifier, keep_report{.ticket = std::make_shared<report_ticket>(std::move(*taken), state)});
  } else {
    settings_->counters->on_refused_report();
    state->complete(tl::unexpected(std::move(taken.error())));
  }
  return pending<accepted>(std::move(state));
}

} // namespace target_sdk::detail
