// The rules for `parameters` and `profileParameters`.
#pragma once

#include "models/checker.hpp"

namespace target_sdk::detail {

/// `value` is an object.
bool check_parameters(checker& check, json_rule rule, json_view value);

} // namespace target_sdk::detail
