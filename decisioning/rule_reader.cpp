#include "decisioning/rule_reader.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include <target_sdk/models/serialization.hpp>

#include "decisioning/checked_reader.hpp"
#include "decisioning/compiler.hpp"

namespace target_sdk::decisioning {
namespace {

constexpr std::array<std::string_view, 12> token_names{
  "activity.id",     "activity.name", "activity.type", "experience.id",
  "experience.name", "location.id",   "location.name", "location.type",
  "offer.id",        "offer.name",    "option.id",     "option.name"};

std::string printed(json_view object, std::string_view key) {
  scratch memory;
  const auto found = object.find(key);
  return std::string(to_text(found ? value::from_json(*found) : value(), memory));
}

std::optional<std::string> owned(std::optional<std::string_view> text) {
  return text ? std::optional<std::string>(*text) : std::nullopt;
}

} // namespace

std::uint32_t rule_reader::add(json_view source, const json_pointer& place) {
  if (!source.is_object())
    refuse(place, "expected an object");
  compiled_rule rule;
  rule.source = source;
  rule.place = place.text();
  rule.key = key_number(rule);
  rule.meta = optional_object(source, "meta", place).value_or(artifact_.made.front());
  if (optional_member(rule.meta, "activity.id"))
    rule.activity = printed(rule.meta, "activity.id");
  rule.tokens = response_tokens(rule.meta);
  rule.property_tokens = text_list(source, "propertyTokens", place);
  if (const auto condition = source.find("condition")) {
    auto compiled = compile_condition(artifact_.expressions, *condition, rule.place + "/condition");
    if (!compiled)
      throw artifact_fault{std::move(compiled).error()};
    rule.condition = *compiled;
    rule.has_condition = true;
  }
  const auto consequence = optional_object(source, "consequence", place);
  if (!consequence)
    refuse(json_pointer(place, "consequence"), "expected an object");
  read_consequence(rule, *consequence, json_pointer(place, "consequence"));
  artifact_.rules.push_back(std::move(rule));
  return static_cast<std::uint32_t>(artifact_.rules.size() - 1);
}

std::uint32_t rule_reader::key_number(const compiled_rule& rule) {
  const auto next = static_cast<std::uint32_t>(keys_.size());
  return keys_.emplace(printed(rule.source, "ruleKey"), next).first->second;
}

void rule_reader::read_consequence(compiled_rule& rule, json_view consequence,
                                   const json_pointer& place) {
  rule.name = owned(optional_text(consequence, "name", place));
  read_metrics(rule, consequence, place);
  const auto options = optional_array(consequence, "options", place);
  if (!options)
    return;
  const json_pointer inside(place, "options");
  rule.options.reserve(options->size());
  for (const auto option : options->elements())
    rule.options.push_back(
      read_option(rule, option, rule.options.size(), json_pointer(inside, rule.options.size())));
}

void rule_reader::read_metrics(compiled_rule& rule, json_view consequence,
                               const json_pointer& place) {
  const auto metrics = optional_array(consequence, "metrics", place);
  if (!metrics)
    return;
  rule.has_metrics = true;
  const json_pointer inside(place, "metrics");
  rule.metrics.reserve(metrics->size());
  for (const auto source : metrics->elements()) {
    const json_pointer at(inside, rule.metrics.size());
    if (!source.is_object())
      refuse(at, "expected an object");
    metric made;
    if (const auto type = optional_text(source, "type", at))
      made.type = text_enum<metric_type>::from_text(*type);
    made.selector = owned(optional_text(source, "selector", at));
    made.event_token = owned(optional_text(source, "eventToken", at));
    if (const auto analytics = optional_object(source, "analytics", at)) {
      auto read =
        from_json<analytics_response>(json(nullptr, *analytics), {.mode = read_mode::answer});
      if (!read)
        refuse(json_pointer(at, "analytics"), read.error().message);
      made.analytics = std::move(*read);
    }
    if (made.type && *made.type == metric_type::click)
      rule.click_metrics.push_back(made);
    rule.metrics.push_back(std::move(made));
  }
}

compiled_option rule_reader::read_option(const compiled_rule& rule, json_view source,
                                         std::size_t position, const json_pointer& place) {
  if (!source.is_object())
    refuse(place, "expected an object");
  compiled_option option;
  if (const auto type = optional_text(source, "type", place))
    option.type = text_enum<option_type>::from_text(*type);
  option.content = source.find("content");
  option.is_blank = !source.find("type") && !option.content;
  if (const auto token = optional_text(source, "eventToken", place)) {
    option.event_token = *token;
    option.has_event_token = true;
    option.prefetch_token = *token;
  } else if (position < rule.metrics.size() && rule.metrics[position].type
             && *rule.metrics[position].type == metric_type::display) {
    // The rule moves, its metrics do not: they lie in a vector.
    if (const auto& display = rule.metrics[position].event_token)
      option.prefetch_token = *display;
  }
  resolve_macros(option, rule.meta, json_pointer(place, "content"));
  return option;
}

void rule_reader::resolve_macros(compiled_option& option, json_view meta,
                                 const json_pointer& place) {
  if (!option.type || !option.content)
    return;
  auto found = find_macros(option.type->text(), *option.content, meta, place, macro_room_);
  if (!found)
    return;
  if (!found->is_fixed()) {
    option.macros = std::make_unique<const content_macros>(std::move(*found));
    return;
  }
  auto room = std::numeric_limits<std::size_t>::max();
  const auto nothing = [](std::string_view) { return value(); };
  option.content = artifact_.made.emplace_back(*found->render(*option.content, nothing, room));
}

json rule_reader::response_tokens(json_view meta) const {
  auto tokens = json_builder::object();
  for (const auto name : artifact_.response_tokens)
    if (std::find(token_names.begin(), token_names.end(), name) != token_names.end())
      if (const auto given = meta.find(name))
        tokens.set(name, *given);
  tokens.set("activity.decisioningMethod", "on-device");
  return std::move(tokens).build();
}

} // namespace target_sdk::decisioning
