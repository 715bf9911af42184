// Small numbers for threads.
#pragma once

#include <cstddef>

namespace target_sdk::detail {

/// So many threads have a number at a time.
inline constexpr std::size_t max_thread_numbers = 64;

/// The number of this thread: no other thread that lives has it, in all of the process. What the
/// thread before with this number has written is seen. `max_thread_numbers` for a thread without a
/// number: there are too many, or it is about to end.
std::size_t number_of_this_thread() noexcept;

} // namespace target_sdk::detail
