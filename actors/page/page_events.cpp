#include "actors/page/page_events.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace target_sdk::detail {
namespace {

bool is_same_display(const notification& one, const notification& other) {
  return one.type == metric_type::display && other.type == metric_type::display
         && one.mbox == other.mbox && one.tokens == other.tokens;
}

} // namespace

page_events::~page_events() {
  take();
}

void page_events::add(notification one) {
  auto* added = new node{.content = std::move(one), .next = newest_.load()};
  while (!newest_.compare_exchange_weak(added->next, added)) {
  }
}

std::vector<notification> page_events::take() {
  std::vector<notification> all;
  for (auto* next = newest_.exchange(nullptr); next != nullptr;) {
    const std::unique_ptr<node> taken(std::exchange(next, next->next));
    all.push_back(std::move(taken->content));
  }
  std::reverse(all.begin(), all.end());
  auto end = all.begin();
  for (auto each = all.begin(); each != all.end(); ++each)
    if (std::none_of(all.begin(), end,
                     [&](const notification& known) { return is_same_display(known, *each); })) {
      if (end != each)
        *end = std::move(*each);
      ++end;
    }
  all.erase(end, all.end());
  return all;
}

} // namespace target_sdk::detail
