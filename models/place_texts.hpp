// What the Delivery API refuses in a visitor's geolocation.
#pragma once

#include <target_sdk/models/context.hpp>

namespace target_sdk::detail {

/// Removes empty strings, for which the service refuses the whole request.
void omit_empty_texts(geo& place);

} // namespace target_sdk::detail
