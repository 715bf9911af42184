// Calls with notifications as text, as they wait in memory: a third of the size of the models, or
// less. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <target_sdk/calls.hpp>
#include <target_sdk/visitor.hpp>

#include "delivery/stored_call.hpp"

namespace target_sdk::delivery {

/// A call that waits to be sent.
struct packed_call {
  stored_call content = {};
  target_sdk::visitor visitor = {}; ///< A shared one; null in an outbox.
  /// The line of its visitor and session, a hash; 0 when nobody knows them. A call without a
  /// session gets a fresh one when it is sent, which it must not share with calls of others.
  std::size_t line = 0;
};

/// Header fields for look-ups of places, which notifications do not need, are left out.
packed_call pack(send_notifications& call, bool is_report, wall_time now);

/// What comes from an outbox: `content`, of which `call` was read.
packed_call pack_stored(stored_call&& content, const send_notifications& call);

/// The opposite.
send_notifications unpack(const packed_call& call);

/// The numbers of its notifications in the outbox, if there is one.
std::vector<std::int64_t> numbers_of(const packed_call& call);

/// About how many bytes of memory it takes, with what its queue needs besides.
std::size_t memory_of(const packed_call& call) noexcept;

} // namespace target_sdk::delivery
