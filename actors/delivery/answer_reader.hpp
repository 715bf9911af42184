// Reads large answers of the Delivery API, which takes long, on a thread of its own.
#pragma once

#include "actors/messages.hpp"

namespace target_sdk::detail {

/// Larger answers than this would hold up the other calls of a worker noticeably: a megabyte takes
/// some 10 ms.
constexpr std::size_t largest_answer_read_here = 256 * 1024;

/// Starts a reader; it takes one answer after another.
reader_actor spawn_reader(caf::actor_system& system);

} // namespace target_sdk::detail
