// The answers to calls that were accepted.
#pragma once

#include <string_view>

#include <target_sdk/calls.hpp>

#include "actors/accepted_call.hpp"
#include "actors/caf_compat.hpp"

namespace target_sdk::detail {

/// Answers whoever waits for a call: the facade, or the actor that `promise` is for. `global_mbox`
/// is that of the rules or of the service, which decided.
/// @{
void answer(accepted_call& record, caf::response_promise& promise, offers&& answered,
            std::string_view global_mbox);
void answer(accepted_call& record, caf::response_promise& promise, error err);
/// @}

} // namespace target_sdk::detail
