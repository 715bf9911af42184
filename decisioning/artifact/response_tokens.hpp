// Response tokens of on-device decisions: those of the rule, and those of the visitor's place.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include <target_sdk/json.hpp>
#include <target_sdk/models/context.hpp>

#include "models/object_pool.hpp"

namespace target_sdk::decisioning {

/// The tokens that an artifact lists.
struct listed_tokens {
  std::vector<std::string_view> names;
  /// Whether city, country, state, latitude and longitude are among them.
  std::array<bool, 5> of_place{};
};

listed_tokens list_tokens(std::vector<std::string_view> names);

/// The tokens of rules, which no request changes.
class rule_tokens {
public:
  /// Those of a rule with this `meta`, whose JSON must outlive this object, as it does the view.
  json_view add(const listed_tokens& listed, json_view meta);

private:
  bool has(std::string_view name) const noexcept;

  detail::object_pool objects_;
  json method_ = "on-device";
  std::vector<detail::object_pool::member> members_; ///< Of the rule at hand.
};

/// Whether `place` adds tokens.
bool has_place_tokens(const listed_tokens& listed, const geo& place) noexcept;
/// `of_rule`, with those of `place`.
json with_place_tokens(json_view of_rule, const listed_tokens& listed, const geo& place);

} // namespace target_sdk::decisioning
