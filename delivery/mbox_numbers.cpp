#include "delivery/mbox_numbers.hpp"

#include <algorithm>
#include <vector>

namespace target_sdk::delivery {

std::int64_t number_mboxes(list<mbox_request>& mboxes) {
  std::vector<std::int64_t> given;
  std::size_t named = 0;
  auto has_name = [](const mbox_request& mbox) { return mbox.name && !mbox.name->empty(); };
  for (auto& mbox : mboxes)
    if (has_name(mbox)) {
      ++named;
      if (mbox.index)
        given.push_back(*mbox.index);
    }
  auto highest = given.empty() ? -1 : *std::max_element(given.begin(), given.end());
  if (given.size() == named)
    return highest;

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
