#include <string>
#include <utility>

#include "decisioning/tracer.hpp"

namespace target_sdk::decisioning {
namespace {

void set(json_builder& object, std::string_view key, const value& v) {
  if (v.is_string())
    object.set(key, v.text());
  else if (v.is_number())
    object.set(key, v.number());
}

json page_json(rule_context& context, context_slot first) {
  auto page = json_builder::object();
  std::string name;
  for (std::size_t part = 0; part < 2 * page_part_count; ++part) {
    name = page_part_names[part % page_part_count];
    if (part >= page_part_count)
      name += "_lc";
    page.set(name, context.text(static_cast<context_slot>(static_cast<std::size_t>(first) + part)));
  }
  return std::move(page).build();
}

} // namespace

json context_to_json(rule_context& context) {
  auto user = json_builder::object();
  set(user, "browserType", context.read(context_slot::browser_type));
  set(user, "browserVersion", context.read(context_slot::browser_version));
  set(user, "platform", context.read(context_slot::platform));
  set(user, "locale", context.read(context_slot::locale));

  auto place = json_builder::object();
  set(place, "country", context.read(context_slot::country));
  set(place, "region", context.read(context_slot::region));
  set(place, "city", context.read(context_slot::city));
  set(place, "latitude", context.read(context_slot::latitude));
  set(place, "longitude", context.read(context_slot::longitude));

  auto root = json_builder::object();
  set(root, "current_timestamp", context.read(context_slot::current_timestamp));
  set(root, "current_time", context.read(context_slot::current_time));
  set(root, "current_day", context.read(context_slot::current_day));
  root.set("user", std::move(user).build());
  root.set("page", page_json(context, context_slot::page));
  root.set("referring", page_json(context, context_slot::referring));
  root.set("geo", std::move(place).build());
  root.set("mbox", parameters_to_json(context.parameters(), context.memory()));
  set(root, "allocation", context.read(context_slot::allocation));
  return std::move(root).build();
}

} // namespace target_sdk::decisioning
