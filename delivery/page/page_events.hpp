// What was shown and clicked on a page, until it is reported.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <target_sdk/models/notification.hpp>

namespace target_sdk::delivery {

/// Any thread may add and take.
class page_events {
public:
  /// Displays are compared with so many different ones, the first of a page: its memory is bounded.
  static constexpr std::size_t max_compared = 4096;

  page_events() = default;
  page_events(const page_events&) = delete;
  page_events& operator=(const page_events&) = delete;
  ~page_events();

  /// Keeps an event; a display (of an mbox and tokens) once, even if it was taken meanwhile. True
  /// when so many wait that they should be taken.
  bool add(notification one);
  /// All that were added and not taken, in order.
  std::vector<notification> take();

private:
  struct event_node {
    notification content;
    event_node* next = nullptr;
  };
  struct display_node {
    std::uint64_t hash = 0;
    display_node* next = nullptr;
  };

  /// Whether a display is the first of its kind.
  bool remember(const notification& display);

  std::atomic<event_node*> newest_{nullptr};
  /// At least as many as wait: an event is counted before it is there.
  std::atomic<std::size_t> waiting_{0};
  /// What was displayed, by hash. Nothing leaves the lists before the end.
  std::array<std::atomic<display_node*>, 32> displayed_{};
  std::atomic<std::size_t> compared_{0};
};

} // namespace target_sdk::delivery
