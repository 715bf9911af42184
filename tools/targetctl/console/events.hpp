// Tabs that listen to the console. Used by the I/O thread only.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>

namespace target_sdk::tools::console {

using shared_event = std::shared_ptr<const std::string>;

/// A tab. It holds one event that waits to be sent, never more: what comes meanwhile it misses, and
/// the next event tells the page so by its number.
class event_listener {
public:
  explicit event_listener(std::function<void()> wake) : wake_(std::move(wake)) {}

  /// False: it is behind.
  bool offer(const shared_event& event) {
    if (waiting_)
      return false;
    waiting_ = event;
    wake_();
    return true;
  }

  /// Null: nothing has come.
  shared_event take() { return std::exchange(waiting_, nullptr); }
  bool has_event() const noexcept { return waiting_ != nullptr; }

private:
  std::function<void()> wake_;
  shared_event waiting_ = {};
};

/// The tabs that listen at present.
class listeners {
public:
  static constexpr std::size_t most = 32;

  /// False: there are too many.
  bool add(event_listener& listener) { return all_.size() < most && all_.insert(&listener).second; }
  void remove(event_listener& listener) { all_.erase(&listener); }
  bool empty() const noexcept { return all_.empty(); }
  void offer(const shared_event& event) {
    for (auto* const each : all_)
      each->offer(event);
  }

private:
  std::set<event_listener*> all_ = {};
};

} // namespace target_sdk::tools::console
