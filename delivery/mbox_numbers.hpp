// The indexes that pair requested mboxes with answered ones.
#pragma once

#include <cstdint>

#include <target_sdk/models/delivery_request.hpp>

namespace target_sdk::delivery {

/// Gives mboxes without an index their position among those with a name, or the next unused number.
/// Returns the highest index afterwards, -1 when there is none. Mboxes without a name stay
/// unchanged: they are dropped before a request is sent.
std::int64_t number_mboxes(list<mbox_request>& mboxes);

} // namespace target_sdk::delivery
