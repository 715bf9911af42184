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

/// A hash table of names, whose texts must outlive it. Each decision looks up each of its names
/// twice, for which `std::unordered_map` takes three times as long.
class name_index {
public:
  /// What is known about a name; null when it is not here.
  const known_name* find(std::string_view name) const noexcept {
    if (entries_.empty())
      return nullptr;
    const auto& found = entries_[place_of(name)];
    return found.is_used ? &found.known : nullptr;
  }

  /// The same, to be filled in; valid until the next call. Adds names that are not here.
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

  static std::uint64_t hash(std::string_view name) noexcept {
    std::uint64_t all = name.size();
    std::uint64_t word = 0;
    const auto add = [&](const char* from, std::size_t size) {
      std::memcpy(&word, from, size);
      all = (all ^ word) * 0x9E3779B97F4A7C15u;
      all ^= all >> 32;
    };
    constexpr auto size = sizeof word;
    if (name.size() < size) {
      add(name.data(), name.size());
      return all;
    }
    for (std::size_t at = 0; at + size < name.size(); at += size)
      add(name.data() + at, size);
    add(name.data() + name.size() - size, size); // What is left, and some of what was there.
    return all;
  }

  /// Where a name is, or where it belongs.
  std::size_t place_of(std::string_view name) const noexcept {
    const auto last = entries_.size() - 1; // Their number is a power of two.
    auto place = hash(name) & last;
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
