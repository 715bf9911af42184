// What the Delivery API refuses in a visitor's place.
#pragma once

#include <target_sdk/models/context.hpp>

namespace target_sdk::detail {

/// Leaves out texts that are empty: with one, the service refuses the whole request.
void omit_empty_texts(geo& place);

} // namespace target_sdk::detail
