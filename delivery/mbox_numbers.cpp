#include "delivery/mbox_numbers.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace target_sdk::delivery {

std::int64_t number_mboxes(list<mbox_request>& mboxes) {
  auto has_name = [](const mbox_request& mbox) { return mbox.name && !mbox.name->empty(); };
  std::optional<std::int64_t> known;
  bool all_have_one = true;
  for (auto& mbox : mboxes)
    if (has_name(mbox)) {
      all_have_one &= mbox.index.has_value();
      if (mbox.index)
        known = std::max(known.value_or(*mbox.index), *mbox.index);
    }
  auto highest = known.value_or(-1);
  if (all_have_one)
    return highest;

  std::vector<std::int64_t> given;
  for (auto& mbox : mboxes)
    if (has_name(mbox) && mbox.index)
      given.push_back(*mbox.index);
  std::sort(given.begin(), given.end());
  auto taken = given.begin();
  std::int64_t position = 0;
  std::int64_t next = 0; // No number from `position` to here is free.
  for (auto& mbox : mboxes) {
    if (!has_name(mbox))
      continue;
    if (!mbox.index) {
      next = std::max(next, position);
      for (; taken != given.end() && *taken <= next; ++taken)
        next += *taken == next ? 1 : 0;
      mbox.index = next++;
      highest = std::max(highest, *mbox.index);
    }
    ++position;
  }
  return highest;
}

} // namespace target_sdk::delivery
