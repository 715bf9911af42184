#include "models/unique_members.hpp"

#include <algorithm>
#include <unordered_map>

namespace target_sdk::detail {

namespace {

/// Up to here comparing each pair is faster than sorting.
constexpr std::size_t few = 16;

} // namespace

bool has_repeated_names(const node& object) {
  const auto members = members_of(object);
  if (members.size() <= few) {
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
