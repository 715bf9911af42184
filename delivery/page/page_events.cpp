#include "delivery/page/page_events.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "delivery/notification_parts.hpp"

namespace target_sdk::delivery {
namespace {

/// Of mbox and tokens; texts are told apart by where they end.
std::uint64_t hash_of(const notification& display) {
  std::string all;
  const auto add = [&](std::string_view text) {
    all += std::to_string(text.size());
    all += ':';
    all += text;
  };
  if (display.mbox) {
    add(display.mbox->name.value_or(""));
    add(display.mbox->state.value_or(""));
  }
  for (const auto& token : display.tokens)
    add(token);
  return std::hash<std::string>{}(all);
}

/// Puts a node in front of a list.
template <class Node>
void push(std::atomic<Node*>& newest, Node* added) {
  added->next = newest.load();
  while (!newest.compare_exchange_weak(added->next, added)) {
  }
}

} // namespace

page_events::~page_events() {
  take();
  for (auto& list : displayed_)
    for (auto* next = list.load(); next != nullptr;) {
      const std::unique_ptr<display_node> ended(next);
      next = ended->next;
    }
}

bool page_events::add(notification one) {
  if (one.type == metric_type::display && !remember(one))
    return false;
  const auto waiting = waiting_.fetch_add(1) + 1;
  push(newest_, new event_node{.content = std::move(one)});
  return waiting >= max_notifications_per_request;
}

bool page_events::remember(const notification& display) {
  auto added = std::make_unique<display_node>(display_node{.hash = hash_of(display)});
  auto& list = displayed_[added->hash % displayed_.size()];
  display_node* compared_to = nullptr; // It and those behind it are others.
  added->next = list.load();
  for (;;) {
    for (auto* each = added->next; each != compared_to; each = each->next)
      if (each->hash == added->hash)
        return false;
    if (compared_.load() >= max_compared)
      return true;
    compared_to = added->next;
    if (list.compare_exchange_strong(added->next, added.get())) {
      added.release();
      ++compared_;
      return true;
    }
  }
}

std::vector<notification> page_events::take() {
  std::vector<notification> all;
  for (auto* next = newest_.exchange(nullptr); next != nullptr;) {
    const std::unique_ptr<event_node> taken(next);
    next = taken->next;
    all.push_back(std::move(taken->content));
  }
  waiting_ -= all.size();
  std::reverse(all.begin(), all.end());
  return all;
}

} // namespace target_sdk::delivery
