// Many visitors through one activity.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <target_sdk/error.hpp>
#include <target_sdk/json.hpp>

#include "tools/targetctl/edge/delivery_answer.hpp"
#include "tools/targetctl/edge/edge_world.hpp"

namespace target_sdk::tools::console {

/// What is sampled: an activity at the first mbox, or else view, of a call.
struct sample_plan {
  std::string_view activity = {}; ///< Its id.
  std::int64_t visitors = 10'000;
  std::int64_t most_ms = 20'000; ///< Ends by then, with the visitors so far.
  std::stop_token stop = {};     ///< Ends it, too.
};

inline constexpr std::int64_t most_sampled = 100'000;

/// Sends visitors with new ids, otherwise as in `checked`, to the first location that it names:
/// `{"visitors", "wanted", "location", "outcomes": [{names, "count", "share", "expected"?}],
/// "chiSquare"?, "degrees"?, "probability"?, "differs"?, "notice"?}`. The last outcome, without
/// names, are those who get no experience of the activity. `probability`: of differences like these
/// by chance; below 0.001 they differ. Error (`invalid_request`): no location, or it has
/// no such activity.
[[nodiscard]] result<json> sample(const edge::edge_world& world,
                                  const edge::checked_delivery& checked, const sample_plan& plan);

/// Counted and expected visitors of each outcome.
struct outcome_count {
  double counted = 0;
  double expected = 0;
};

struct chi_square_test {
  double statistic = 0;
  int degrees = 0;
  double probability = 1; ///< Of a statistic at least as large by chance.
};

/// Pearson's test. Outcomes that cannot happen must not have happened.
chi_square_test test_of(const std::vector<outcome_count>& outcomes);

} // namespace target_sdk::tools::console
