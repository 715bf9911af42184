#pragma once

#include <cstdint>
#include <limits>

namespace target_sdk::test_support {

/// For body_limit() of Beast's parsers: Beast 1.74 takes boost::none for a limit of nothing when
/// the message has a Content-Length.
inline constexpr std::uint64_t unlimited_body = std::numeric_limits<std::uint64_t>::max();

} // namespace target_sdk::test_support
