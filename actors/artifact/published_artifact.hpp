// The artifact in use, as workers and calling threads see it.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>

#include <target_sdk/decisioning.hpp>

#include "actors/shared_slot.hpp"

namespace target_sdk::detail {

/// One artifact with what deciding on it needs. Immutable; replaced as a whole.
struct published_artifact {
  std::shared_ptr<const compiled_artifact> artifact = {}; ///< Null until the first one is in.
  decide_settings settings = {};
  std::string learned_hint = {}; ///< The client's nearest edge, empty until it is known.
};

/// The same content behind a control block of its own, so that threads that hold different copies
/// do not wait for each other's reference counts.
std::shared_ptr<const published_artifact>
separate_copy(const std::shared_ptr<const published_artifact>& published);

/// The artifact of `published` for `decide`: what the decision refers to holds `published`.
std::shared_ptr<const compiled_artifact>
artifact_of(const std::shared_ptr<const published_artifact>& published);

/// Where calling threads find the artifact: each thread keeps to one of a few slots. Any thread may
/// load; one thread at a time stores.
class artifact_slots {
public:
  std::shared_ptr<const published_artifact> load() const;
  void store(const std::shared_ptr<const published_artifact>& published);

private:
  struct alignas(64) slot {
    shared_slot<published_artifact> value;
  };
  std::array<slot, 16> slots_;
};

} // namespace target_sdk::detail
