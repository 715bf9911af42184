// Random bits, handed in so that everything above them is reproducible in tests.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace target_sdk {

/// Draws 64 random bits. Called from the thread that calls the function it was handed to.
using random_source = std::function<std::uint64_t()>;

/// A generator of its own for each thread, seeded from the operating system.
std::uint64_t thread_random();

/// A version 4 UUID in lower case with hyphens.
std::string make_uuid(const random_source& random);

} // namespace target_sdk
