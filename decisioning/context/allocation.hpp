// Buckets visitors into experiences (Target: on-device decisioning). The same numbers in every SDK.
#pragma once

#include <cstdint>
#include <string_view>

namespace target_sdk::decisioning {

/// MurmurHash3 x86 32, seed 0, over the UTF-16LE bytes of `text`.
std::int32_t hash_utf16(std::string_view text) noexcept;

/// The allocation for a hash, 0.00 to 99.99.
double allocation_of_hash(std::int32_t hash) noexcept;

/// The allocation of `<client>.<activity>.<visitor>.<salt>`.
double allocation(std::string_view client, std::string_view activity, std::string_view visitor,
                  std::string_view salt = "0");

} // namespace target_sdk::decisioning
