#include "decisioning/artifact/rule_reader.hpp"

#include <limits>
#include <utility>

#include <target_sdk/models/serialization.hpp>

#include "decisioning/artifact/condition_compiler.hpp"
#include "models/description.hpp"

namespace target_sdk::decisioning {
namespace {

std::string printed(json_view object, std::string_view key) {
  scratch memory;
  const auto found = object.find(key);
  return std::string(to_text(found ? value::from_json(*found) : value(), memory));
}

// Texts are numbered as they are met.
std::uint32_t number_of(std::unordered_map<std::string, std::uint32_t>& known, std::string text) {
  const auto next = static_cast<std::uint32_t>(known.size());
  return known.emplace(std::move(text), next).first->second;
}

/// The members that `leaves_out(name)` does not leave out.
template <class LeavesOut>
extra_members members_of(json_view object, LeavesOut leaves_out) {
  std::optional<json_builder> found;
  for (const auto [name, member] : object.members()) {
    if (leaves_out(name))
      continue;
    if (!found)
      found = json_builder::object();
    found->set(name, member);
  }
  return found ? extra_members(std::move(*found).build()) : extra_members();
}

template <class Model>
extra_members unknown_members(json_view object) {
  const auto& model = detail::description_of<Model>();
  return members_of(object, [&](std::string_view name) { return model.knows(name); });
}

/// What a decision gives an entry of an answer, whatever the consequence says.
bool is_decided(std::string_view name) noexcept {
  return name == "name" || name == "options" || name == "metrics" || name == "index"
         || name == "trace";
}

} // namespace

std::uint32_t rule_reader::add(json_view source, const json_pointer& place, bool is_of_view) {
  compiled_rule rule;
  rule.source = source;
  rule.key = number_of(keys_, printed(source, "ruleKey"));
  rule.meta = read_.object(source, "meta", place).value_or(artifact_.made.front());
  if (optional_member(rule.meta, "activity.id"))
    rule.activity = printed(rule.meta, "activity.id");
  rule.activity_number = number_of(activities_, rule.activity);
  rule.tokens = artifact_.tokens.add(artifact_.response_tokens, rule.meta);
  rule.property_tokens = read_.texts(source, "propertyTokens", place);
  if (const auto condition = source.find("condition")) {
    rule.condition =
      compile_condition(artifact_.expressions, *condition, json_pointer(place, "condition"), log_);
    rule.has_condition = true;
  }
  if (const auto consequence = read_.required_object(source, "consequence", place))
    read_consequence(rule, *consequence, json_pointer(place, "consequence"), is_of_view);
  artifact_.rules.push_back(std::move(rule));
  return static_cast<std::uint32_t>(artifact_.rules.size() - 1);
}

void rule_reader::read_consequence(compiled_rule& rule, json_view consequence,
                                   const json_pointer& place, bool is_of_view) {
  rule.name = read_.text(consequence, "name", place);
  read_metrics(rule, consequence, place);
  read_options(rule, consequence, place);
  read_others(rule, consequence, place, is_of_view);
}

void rule_reader::read_options(compiled_rule& rule, json_view consequence,
                               const json_pointer& place) {
  const auto options = read_.array(consequence, "options", place);
  if (!options)
    return;
  const json_pointer inside(place, "options");
  rule.options.reserve(options->size());
  std::size_t index = 0;
  for (const auto source : options->elements()) {
    const json_pointer here(inside, index);
    if (read_.object_at(source, here))
      rule.options.push_back(read_option(rule, source, index, here));
    ++index;
  }
}

void rule_reader::read_others(compiled_rule& rule, json_view consequence, const json_pointer& place,
                              bool is_of_view) {
  other_members others;
  if (is_of_view)
    read_others_of_entry(others.view, consequence, place);
  else
    read_others_of_entry(others.mbox, consequence, place);
  bool has_any = others.view != view{} || others.mbox != mbox_response{};
  for (const auto source : consequence["options"].elements()) {
    if (!source.is_object())
      continue;
    others.options.push_back(unknown_members<option>(source));
    has_any = has_any || !others.options.back().empty();
  }
  if (has_any)
    rule.others = std::make_unique<const other_members>(std::move(others));
}

template <class Model>
void rule_reader::read_others_of_entry(Model& others, json_view consequence,
                                       const json_pointer& place) {
  const auto members = members_of(consequence, is_decided);
  if (members.empty())
    return;
  if (auto read = from_json<Model>(members.as_object(), {.mode = read_mode::answer}))
    others = std::move(*read);
  else
    log_.note(place, read.error().message);
}

void rule_reader::read_metrics(compiled_rule& rule, json_view consequence,
                               const json_pointer& place) {
  const auto metrics = read_.array(consequence, "metrics", place);
  if (!metrics)
    return;
  rule.has_metrics = true;
  const json_pointer inside(place, "metrics");
  rule.metrics.reserve(metrics->size());
  std::size_t index = 0;
  for (const auto source : metrics->elements()) {
    const json_pointer here(inside, index++);
    if (!read_.object_at(source, here))
      continue;
    rule.metrics.push_back(read_metric(source, here));
  }
}

compiled_metric rule_reader::read_metric(json_view source, const json_pointer& place) {
  const auto type = read_.text(source, "type", place);
  compiled_metric made{.type = type ? enum_from_string<metric_type>(*type) : std::nullopt,
                       .selector = read_.text(source, "selector", place),
                       .event_token = read_.text(source, "eventToken", place),
                       .whole = nullptr};
  const auto analytics = read_.object(source, "analytics", place);
  auto extra = unknown_members<metric>(source);
  const bool has_new_type = type && !made.type;
  if (!analytics && !has_new_type && extra.empty())
    return made;
  auto whole = std::make_unique<metric>(made.made());
  if (type)
    whole->type = text_enum<metric_type>::from_text(*type);
  whole->extra = std::move(extra);
  if (analytics) {
    auto read =
      from_json<analytics_response>(json(nullptr, *analytics), {.mode = read_mode::answer});
    if (read)
      whole->analytics = std::move(*read);
    else
      log_.note(json_pointer(place, "analytics"), read.error().message);
  }
  made.whole = std::move(whole);
  return made;
}

compiled_option rule_reader::read_option(const compiled_rule& rule, json_view source,
                                         std::size_t position, const json_pointer& place) {
  compiled_option option;
  if (const auto type = read_.text(source, "type", place))
    option.set_type(*type);
  option.content = source.find("content");
  option.is_blank = !source.find("type") && !option.content;
  if (const auto token = read_.text(source, "eventToken", place)) {
    option.event_token = *token;
    option.has_event_token = true;
    option.set_prefetch_token(token);
  } else if (position < rule.metrics.size()
             && rule.metrics[position].type == metric_type::display) {
    option.set_prefetch_token(rule.metrics[position].event_token);
  }
  resolve_macros(option, rule.meta, json_pointer(place, "content"));
  return option;
}

void rule_reader::resolve_macros(compiled_option& option, json_view meta,
                                 const json_pointer& place) {
  const auto type = option.made_type();
  if (!type || !option.content)
    return;
  macro_source from{.meta = meta, .room = macro_room_, .log = log_};
  auto found = find_macros(type->text(), *option.content, place, from);
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

} // namespace target_sdk::decisioning
