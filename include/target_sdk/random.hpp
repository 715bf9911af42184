// Random bits, passed in so that tests are reproducible.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace target_sdk {

/// Draws 64 random bits. Called on the thread that calls the function it is passed to.
using random_source = std::function<std::uint64_t()>;

/// Draws from a generator per thread, seeded by the operating system.
std::uint64_t thread_random();

/// A version 4 UUID in lower case with hyphens.
std::string make_uuid(const random_source& random);

} // namespace target_sdk
