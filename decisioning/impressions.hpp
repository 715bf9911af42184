// Notifications of execute decisions (Target: on-device decisioning).
#pragma once

#include <cstdint>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include <target_sdk/models/notification.hpp>
#include <target_sdk/random.hpp>

#include "decisioning/artifact/artifact_data.hpp"

namespace target_sdk::decisioning {

/// Collects the notifications of one call.
class impressions {
public:
  impressions(std::vector<notification>& sent, std::int64_t now_ms,
              const random_source& random) noexcept
    : sent_(sent),
      now_ms_(now_ms),
      random_(random) {}

  /// The notification for a rule that was used; none when all its tokens were already reported.
  const notification* add(const compiled_rule& rule);

private:
  std::vector<notification>& sent_;
  std::int64_t now_ms_;
  const random_source& random_;
  std::set<std::pair<std::string_view, std::string_view>> seen_;
};

} // namespace target_sdk::decisioning
