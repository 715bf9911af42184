#include "decisioning/artifact/artifact_data.hpp"

#include <algorithm>

#include "decisioning/artifact/json_pointer.hpp"

namespace target_sdk::decisioning {

void compiled_option::set_type(std::string_view text) {
  type = enum_from_string<option_type>(text);
  if (!type)
    new_type =
      std::make_unique<const text_enum<option_type>>(text_enum<option_type>::from_text(text));
}

metric compiled_metric::made() const {
  metric copy;
  give(copy);
  return copy;
}

void compiled_metric::give(metric& to) const {
  if (whole) {
    to = *whole;
    return;
  }
  if (type)
    to.type = *type;
  if (selector)
    to.selector.emplace(*selector);
  if (event_token)
    to.event_token.emplace(*event_token);
}

std::string artifact_data::place_of(const compiled_rule& rule) const {
  const auto number = static_cast<std::uint32_t>(&rule - rules.data());
  const json_pointer root;
  const json_pointer all(root, "rules");
  for (const auto* const kind : {&mboxes, &views})
    for (const auto& [name, numbers] : *kind) {
      const auto found = std::find(numbers.begin(), numbers.end(), number);
      if (found == numbers.end())
        continue;
      const json_pointer group(all, kind == &mboxes ? "mboxes" : "views");
      const json_pointer inside(group, name);
      return json_pointer(inside, static_cast<std::size_t>(found - numbers.begin())).text();
    }
  return {};
}

} // namespace target_sdk::decisioning
