// What tests of both CAF 0.17 and CAF 1.x write differently.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <caf/all.hpp>

#include <target_sdk/caf_compat.hpp>

namespace target_sdk::test_support {

/// What CAF prints of an error.
inline std::string rendered(const caf::error& err) {
#if TARGET_SDK_CAF_0_17
  return caf::actor_system_config::render(err);
#else
  return to_string(err);
#endif
}

/// The same with what an actor system knows of it.
inline std::string rendered([[maybe_unused]] const caf::actor_system& system,
                            const caf::error& err) {
#if TARGET_SDK_CAF_0_17
  return system.render(err);
#else
  return to_string(err);
#endif
}

/// A value on its way through the bytes that CAF sends to another node; nothing when CAF refuses.
template <class T>
std::optional<T> through_bytes(caf::actor_system& system, T value) {
  T back;
#if TARGET_SDK_CAF_0_17
  std::vector<char> bytes;
  caf::binary_serializer out{system, bytes};
  if (out(value))
    return std::nullopt;
  caf::binary_deserializer in{system, bytes};
  if (in(back))
    return std::nullopt;
#else
  caf::byte_buffer bytes;
  caf::binary_serializer out{system, bytes};
  if (!out.apply(value))
    return std::nullopt;
  caf::binary_deserializer in{system, bytes};
  if (!in.apply(back))
    return std::nullopt;
#endif
  return back;
}

} // namespace target_sdk::test_support
