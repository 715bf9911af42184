#include "models/parameter_rules.hpp"

#include <algorithm>
#include <string>

#include "models/utf8.hpp"

namespace target_sdk::detail {

namespace {

/// What the service takes of one kind of parameters.
struct limits {
  std::size_t parameters;
  std::size_t value_characters;
};

constexpr limits limits_of(json_rule rule) noexcept {
  return rule == json_rule::profile_parameters ? limits{50, 256} : limits{100, 5000};
}

constexpr std::size_t longest_name = 128;
constexpr std::string_view reserved_names[] = {"orderId", "orderTotal", "productPurchasedIds"};

bool check_parameter(checker& check, json_rule rule, std::string_view name, json_view value) {
  if (is_blank(name))
    return check.refuse("a name is blank");
  const path::step step(check.where(), name);
  if (count_characters(name) > longest_name)
    return check.refuse("name longer than 128 characters");
  if (name.starts_with("profile."))
    return check.refuse("name starts with profile.");
  if (rule == json_rule::mbox_parameters
      && std::find(std::begin(reserved_names), std::end(reserved_names), name)
           != std::end(reserved_names))
    return check.refuse("reserved name");
  if (value.is_null())
    return check.refuse("null");
  if (const auto most = limits_of(rule).value_characters;
      count_characters(value.string_or_empty()) > most)
    return check.refuse("longer than " + std::to_string(most) + " characters");
  return true;
}

} // namespace

bool check_parameters(checker& check, json_rule rule, json_view value) {
  if (const auto most = limits_of(rule).parameters; value.size() > most)
    return check.refuse("more than " + std::to_string(most) + " parameters");
  for (const auto& [name, content] : value.members())
    if (!check_parameter(check, rule, name, content))
      return false;
  return true;
}

} // namespace target_sdk::detail
