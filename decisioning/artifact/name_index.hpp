// The names of mboxes or of views.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace target_sdk::decisioning {

/// What is known about a name.
struct known_name {
  std::optional<std::uint32_t> location;
  bool is_local = false;
  std::optional<std::uint32_t> remote_position;
};

/// Spreads names over all 64 bits, also those of one family, as `mbox-001` and `mbox-002`.
inline std::uint64_t hash_of_name(std::string_view name) noexcept {
  constexpr std::uint64_t factor = 0x9E3779B97F4A7C15u;
  std::uint64_t all = name.size();
  const auto mix = [&all] {
    all *= factor;
    all ^= all >> 32;
  };
  std::uint64_t word = 0;
  constexpr auto size = sizeof word;
  const auto add = [&](const char* from, std::size_t count) {
    std::memcpy(&word, from, count);
    all ^= word;
    mix();
  };
  if (name.size() >= size) {
    for (std::size_t at = 0; at + size < name.size(); at += size)
      add(name.data() + at, size);
    add(name.data() + name.size() - size, size); // What is left, and some of what was there.
  } else if (!name.empty()) {
    add(name.data(), name.size());
  }
  // To multiply moves bits upwards only: the last characters would not reach the lowest bits.
  mix();
  return all;
}

/// A hash table of names, whose texts must outlive it. Each decision looks up each of its names
/// twice: the table is one array, from which nothing is ever taken out.
class name_index {
public:
  /// What is known about a name; null when it is not here.
  const known_name* find(std::string_view name) const noexcept {
    if (entries_.empty())
      return nullptr;
    const auto& found = entries_[place_of(name)];
    return found.is_used ? &found.known : nullptr;
  }

  /// The same, to be filled in. Adds the name unless it is here; the reference is valid until the
  /// next name is added.
  known_name& operator[](std::string_view name) {
    if (2 * (count_ + 1) > entries_.size())
      grow();
    auto& found = entries_[place_of(name)];
    if (!found.is_used) {
      found = {.name = name, .known = {}, .is_used = true};
      ++count_;
    }
    return found.known;
  }

private:
  struct entry {
    std::string_view name;
    known_name known;
    bool is_used = false;
  };

  /// Where a name is, or where it belongs.
  std::size_t place_of(std::string_view name) const noexcept {
    const auto last = entries_.size() - 1; // Their number is a power of two.
    auto place = hash_of_name(name) & last;
    while (entries_[place].is_used && entries_[place].name != name)
      place = (place + 1) & last;
    return place;
  }

  void grow() {
    const auto size = std::max<std::size_t>(16, 2 * entries_.size());
    for (const auto& old : std::exchange(entries_, std::vector<entry>(size)))
      if (old.is_used)
        entries_[place_of(old.name)] = old;
  }

  std::vector<entry> entries_; ///< At most half of them are used.
  std::size_t count_ = 0;
};

} // namespace target_sdk::decisioning
