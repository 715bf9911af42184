#include "models/parameter_rules.hpp"

#include <algorithm>

#include "models/utf8.hpp"

namespace target_sdk::detail {

namespace {

constexpr std::size_t most_parameters = 50;
constexpr std::size_t longest_name = 128;
constexpr std::size_t longest_value = 5000;
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
  if (count_characters(value.string_or_empty()) > longest_value)
    return check.refuse("longer than 5000 characters");
  return true;
}

} // namespace

bool check_parameters(checker& check, json_rule rule, json_view value) {
  if (value.size() > most_parameters)
    return check.refuse("more than 50 parameters");
  for (const auto& [name, content] : value.members())
    if (!check_parameter(check, rule, name, content))
      return false;
  return true;
}

} // namespace target_sdk::detail
