// Calls decided on the thread of whoever asks, before anything is sent.
#pragma once

#include <memory>

#include "actors/accepted_call.hpp"
#include "actors/delivery/local_decision.hpp"

namespace target_sdk::detail {

/// Whether a call needs nothing but the rules, which are there, and so few of them that to pass it
/// on would take longer. `published` may be null.
bool may_decide_at_once(const accepted_call& record, const client_settings& settings,
                        const published_artifact* published);

/// Whether a call draws a supplemental data id, where its request leaves that to the visitor.
enum class supplemental_data_id { drawn, not_drawn };

/// Decides such a call, or another one for which nothing is looked up; the errors are those that a
/// worker would answer.
[[nodiscard]] result<local_decision>
decide_at_once(accepted_call& record, client_settings& settings,
               const std::shared_ptr<const published_artifact>& published, supplemental_data_id id);

/// Ends such a call and answers whoever waits for it: the facade, or the sender of `message`.
void answer_at_once(call_ptr record, caf::mailbox_element_ptr message,
                    result<local_decision>&& decided);

} // namespace target_sdk::detail
