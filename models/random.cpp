#include <random>

#include <target_sdk/random.hpp>

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
  static constexpr char digits[] = "0123456789abcdef";
  std::uint64_t high = (random() & 0xFFFFFFFFFFFF0FFFull) | 0x0000000000004000ull;
  std::uint64_t low = (random() & 0x3FFFFFFFFFFFFFFFull) | 0x8000000000000000ull;
  std::string text(36, '-');
  auto* at = text.data();
  auto append = [&at](std::uint64_t bits, int count) {
    for (int shift = 4 * (count - 1); shift >= 0; shift -= 4)
      *at++ = digits[(bits >> shift) & 0xF];
    ++at;
  };
  append(high >> 32, 8);
  append(high >> 16, 4);
  append(high, 4);
  append(low >> 48, 4);
  append(low, 12);
  return text;
}

} // namespace target_sdk
