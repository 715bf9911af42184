#include "actors/delivery/active_call.hpp"

#include <utility>

#include "actors/answer_call.hpp"
#include "delivery/interpret.hpp"

namespace target_sdk::detail {

void answer(active_call& call, offers&& answered, std::string_view global_mbox) {
  answer(*call.record, call.promise, std::move(answered), global_mbox);
}

void answer(active_call& call, error err) {
  if (!call.is_carried) // Else it says so already.
    err = delivery::describe(std::move(err), call.prepared, call.attempts);
  answer(*call.record, call.promise, std::move(err));
}

} // namespace target_sdk::detail
