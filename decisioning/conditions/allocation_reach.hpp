// For which allocations a condition can be true.
#pragma once

#include <bitset>
#include <cstddef>

#include "decisioning/conditions/expression.hpp"

namespace target_sdk::decisioning {

inline constexpr std::size_t bucket_count = 10'000;
using bucket_set = std::bitset<bucket_count>;

/// Buckets are allocations in hundredths of a percent.
struct allocation_reach {
  bucket_set may;          ///< Those for which the condition can be true.
  bucket_set must;         ///< Those for which it is true regardless of anything else.
  bool is_unclear = false; ///< It also uses the allocation in ways not analysed here.
  /// Alternatives with different reach make up `may`, or the complement of `must`.
  /// @{
  bool is_mixed = false;
  bool is_mixed_negated = false;
  /// @}
};

/// The reach of the condition with the root `node`.
allocation_reach reach_of(const expression_pool& pool, const expression_node& node);

} // namespace target_sdk::decisioning
