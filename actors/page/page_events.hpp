// What was shown and clicked on a page, until it is reported.
#pragma once

#include <atomic>
#include <vector>

#include <target_sdk/models/notification.hpp>

namespace target_sdk::detail {

/// Any thread may add and take.
class page_events {
public:
  page_events() = default;
  page_events(const page_events&) = delete;
  page_events& operator=(const page_events&) = delete;
  ~page_events();

  void add(notification one);
  /// All that were added and not taken, in order. What is displayed twice counts once.
  std::vector<notification> take();

private:
  struct node {
    notification content;
    node* next = nullptr;
  };

  std::atomic<node*> newest_{nullptr};
};

} // namespace target_sdk::detail
