// Which visitors a condition lets through, as far as their allocation goes.
#pragma once

#include <bitset>
#include <cstddef>

#include "decisioning/conditions/expression.hpp"

namespace target_sdk::decisioning {

inline constexpr std::size_t bucket_count = 10'000;
using bucket_set = std::bitset<bucket_count>;

/// Buckets are allocations in hundredths of a percent.
struct allocation_reach {
  bucket_set may;          ///< Those for which the condition can hold.
  bucket_set must;         ///< Those for which it holds whatever else is seen.
  bool is_unclear = false; ///< It also uses the allocation in ways not understood here.
  /// Alternatives that reach differently far make up `may`, or what is not in `must`.
  /// @{
  bool is_mixed = false;
  bool is_mixed_negated = false;
  /// @}
};

/// The reach of a condition, `node` and what is below it.
allocation_reach reach_of(const expression_pool& pool, const expression_node& node);

} // namespace target_sdk::decisioning
