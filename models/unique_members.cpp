#include "models/unique_members.hpp"

#include <algorithm>
#include <cstdint>
#include <unordered_map>

namespace target_sdk::detail {

namespace {

/// Up to here comparing each pair is faster than sorting.
constexpr std::size_t few = 16;

/// Whether sizes and letters tell all names apart: mostly, where there are few.
bool differ_at_a_glance(std::span<const node_member> members) noexcept {
  std::uint64_t seen = 0;
  for (const auto& [name, value] : members) {
    const auto text = text_of(name);
    const auto mark = text.empty() ? 0u
                                   : text.size() + 5u * static_cast<unsigned char>(text.front())
                                       + 11u * static_cast<unsigned char>(text.back());
    const auto bit = std::uint64_t{1} << (mark % 64);
    if ((seen & bit) != 0)
      return false;
    seen |= bit;
  }
  return true;
}

} // namespace

bool has_repeated_names(const node& object) {
  const auto members = members_of(object);
  if (members.size() <= few) {
    if (differ_at_a_glance(members))
      return false;
    for (std::size_t i = 1; i < members.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (text_of(members[i].name) == text_of(members[j].name))
          return true;
    return false;
  }
  std::vector<std::string_view> names;
  names.reserve(members.size());
  for (const auto& member : members)
    names.push_back(text_of(member.name));
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) != names.end();
}

std::vector<unique_member> unique_members(const node& object) {
  const auto members = members_of(object);
  std::vector<unique_member> out;
  out.reserve(members.size());
  std::unordered_map<std::string_view, std::size_t> position;
  for (const auto& member : members) {
    const auto [known, is_new] = position.try_emplace(text_of(member.name), out.size());
    if (is_new)
      out.push_back({&member.name, &member.value});
    else
      out[known->second].value = &member.value;
  }
  return out;
}

} // namespace target_sdk::detail
