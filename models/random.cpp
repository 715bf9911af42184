#include <target_sdk/random.hpp>

#include <random>

namespace target_sdk {

std::uint64_t thread_random() {
  thread_local std::mt19937_64 generator = [] {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device(),
                       device(), device(), device(), device()};
    return std::mt19937_64(seed);
  }();
  return generator();
}

std::string make_uuid(const random_source& random) {
  constexpr char digits[] = "0123456789abcdef";
  std::uint64_t high = (random() & 0xFFFFFFFFFFFF0FFFull) | 0x0000000000004000ull;
  std::uint64_t low = (random() & 0x3FFFFFFFFFFFFFFFull) | 0x8000000000000000ull;
  std::string text(36, '-');
  std::size_t at = 0;
  for (int nibble = 0; nibble < 32; ++nibble) {
    if (nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20)
      ++at;
    auto half = nibble < 16 ? high : low;
    text[at++] = digits[(half >> (60 - 4 * (nibble % 16))) & 0xF];
  }
  return text;
}

} // namespace target_sdk
