// The artifact in use, as seen by workers and calling threads.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>

#include <target_sdk/decisioning.hpp>

#include "actors/shared_slot.hpp"

namespace target_sdk::detail {

/// An artifact with what decisions need besides it. Immutable; replaced as a whole.
struct published_artifact {
  std::shared_ptr<const compiled_artifact> artifact = {}; ///< Null until the first one is loaded.
  decide_settings settings = {};
  std::string learned_hint = {}; ///< The client's nearest edge, empty until it is known.
};

/// The same content with a control block of its own, so that threads with different copies do not
/// contend for a reference count.
std::shared_ptr<const published_artifact>
separate_copy(const std::shared_ptr<const published_artifact>& published);

/// The artifact of `published` for `decide`: the decision keeps `published` alive.
std::shared_ptr<const compiled_artifact>
artifact_of(const std::shared_ptr<const published_artifact>& published);

/// Publishes the artifact to calling threads: each thread uses one of a few slots. Any thread may
/// load; one thread at a time may store.
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
