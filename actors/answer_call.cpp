#include "actors/answer_call.hpp"

#include <utility>

namespace target_sdk::detail {

void answer(accepted_call& record, caf::response_promise& promise, offers&& answered,
            std::string_view global_mbox) {
  answer_by(record, std::move(answered), global_mbox,
            [&](auto&& answer) { promise.deliver(std::forward<decltype(answer)>(answer)); });
}

void answer(accepted_call& record, caf::response_promise& promise, error err) {
  answer_by(record, std::move(err),
            [&](caf::error&& reason) { promise.deliver(std::move(reason)); });
}

} // namespace target_sdk::detail
