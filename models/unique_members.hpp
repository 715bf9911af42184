// Objects with repeated names, read as JavaScript does: the last value counts.
#pragma once

#include <vector>

#include "models/rapid.hpp"

namespace target_sdk::detail {

bool has_repeated_names(const node& object);

/// Each name once, at its first position, with its last value.
struct unique_member {
  const node* name;
  const node* value;
};
std::vector<unique_member> unique_members(const node& object);

} // namespace target_sdk::detail
