// Who asked for the calls under way.
#pragma once

#include <cstddef>
#include <unordered_map>

#include "actors/caf_compat.hpp"

namespace target_sdk::detail {

/// Watches each asker once, however many of its calls are under way. `Self` is told of its end.
template <class Self>
class asker_watch {
public:
  explicit asker_watch(Self self) noexcept : self_(self) {}

  /// A call began; nobody to watch is fine.
  void add(const caf::strong_actor_ptr& asker) {
    if (asker && calls_[asker.get()]++ == 0)
      start_monitor(self_, asker);
  }

  /// A call ended.
  void remove(const caf::strong_actor_ptr& asker) {
    auto found = asker ? calls_.find(asker.get()) : calls_.end();
    if (found != calls_.end() && --found->second == 0) {
      stop_monitor(self_, asker);
      calls_.erase(found);
    }
  }

  /// The asker has ended.
  void forget(actor_identity ended) { calls_.erase(ended); }

private:
  Self self_;
  std::unordered_map<actor_identity, std::size_t> calls_;
};

} // namespace target_sdk::detail
