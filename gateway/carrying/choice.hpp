// Which gateway gets the calls of a session.
#pragma once

#include <cstdint>
#include <string_view>

namespace target_sdk::detail {

/// How well a gateway fits a session (rendezvous hashing): the best one that is up gets its calls,
/// so that only the sessions of a gateway move when it goes, and those alone move back.
inline std::uint64_t fitness(std::string_view gateway, std::string_view session) noexcept {
  std::uint64_t hash = 14'695'981'039'346'656'037U; // FNV-1a, whose last steps mix too little.
  const auto add = [&hash](std::string_view text) {
    for (const char each : text)
      hash = (hash ^ static_cast<unsigned char>(each)) * 1'099'511'628'211U;
  };
  add(session);
  hash = (hash ^ 0xFFU) * 1'099'511'628'211U;
  add(gateway);
  hash = (hash ^ (hash >> 30U)) * 0xBF58476D1CE4E5B9U;
  hash = (hash ^ (hash >> 27U)) * 0x94D049BB133111EBU;
  return hash ^ (hash >> 31U);
}

} // namespace target_sdk::detail
