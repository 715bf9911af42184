// The indexes that pair requested mboxes with answered ones.
#pragma once

#include <cstdint>

#include <target_sdk/models/delivery_request.hpp>

namespace target_sdk::delivery {

/// Gives mboxes without an index their position among those with a name, or the next number that no
/// mbox of the list has. Returns the highest index then, -1 when there is none. Mboxes without a
/// name are left as they are: they are dropped before a request is sent.
std::int64_t number_mboxes(list<mbox_request>& mboxes);

} // namespace target_sdk::delivery
