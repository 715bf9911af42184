// The time at which a line of `targetctl decide` is decided.
#pragma once

#include <cstdint>

#include <target_sdk/error.hpp>
#include <target_sdk/json.hpp>

namespace target_sdk::tools {

/// `mockDate`, else `nowMs`, else now, in milliseconds since the epoch. Errors (`invalid_request`)
/// name the member: a wrong type, or a time that JavaScript's Date cannot hold.
[[nodiscard]] result<std::int64_t> decide_clock(const json& line);

} // namespace target_sdk::tools
