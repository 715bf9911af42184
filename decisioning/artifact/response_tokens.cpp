#include "decisioning/artifact/response_tokens.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace target_sdk::decisioning {
namespace {

constexpr std::array<std::string_view, 12> rule_token_names{
  "activity.id",     "activity.name", "activity.type", "experience.id",
  "experience.name", "location.id",   "location.name", "location.type",
  "offer.id",        "offer.name",    "option.id",     "option.name"};

// In the order of `listed_tokens::of_place`.
constexpr std::array<std::string_view, 5> place_token_names{"geo.city", "geo.country", "geo.state",
                                                            "geo.latitude", "geo.longitude"};

template <class Names>
bool contains(const Names& names, std::string_view name) noexcept {
  return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

listed_tokens list_tokens(std::vector<std::string_view> names) {
  listed_tokens listed;
  for (std::size_t index = 0; index < place_token_names.size(); ++index)
    listed.of_place[index] = contains(names, place_token_names[index]);
  listed.names = std::move(names);
  return listed;
}

json_view rule_tokens::add(const listed_tokens& listed, json_view meta) {
  constexpr std::string_view method = "activity.decisioningMethod";
  members_.clear();
  for (const auto name : listed.names)
    if (contains(rule_token_names, name) && !has(name))
      if (const auto given = meta.find(name))
        members_.emplace_back(name, *given);
  members_.emplace_back(method, method_);
  return objects_.add(members_);
}

bool rule_tokens::has(std::string_view name) const noexcept {
  return std::any_of(members_.begin(), members_.end(),
                     [&](const auto& member) { return member.first == name; });
}

bool has_place_tokens(const listed_tokens& listed, const geo& place) noexcept {
  const auto& [city, country, state, latitude, longitude] = listed.of_place;
  return (city && place.city) || (country && place.country_code) || (state && place.state_code)
         || (latitude && place.latitude) || (longitude && place.longitude);
}

json with_place_tokens(json_view of_rule, const listed_tokens& listed, const geo& place) {
  auto tokens = json_builder::object();
  for (const auto [name, given] : of_rule.members())
    tokens.set(name, given);
  const std::array<const std::optional<std::string>*, 3> texts{&place.city, &place.country_code,
                                                               &place.state_code};
  for (std::size_t index = 0; index < texts.size(); ++index)
    if (listed.of_place[index] && *texts[index])
      tokens.set(place_token_names[index], std::string_view(**texts[index]));
  if (listed.of_place[3] && place.latitude)
    tokens.set(place_token_names[3], *place.latitude);
  if (listed.of_place[4] && place.longitude)
    tokens.set(place_token_names[4], *place.longitude);
  return std::move(tokens).build();
}

} // namespace target_sdk::decisioning
