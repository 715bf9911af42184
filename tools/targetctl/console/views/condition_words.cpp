#include "tools/targetctl/console/views/condition_words.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "tools/targetctl/console/views/variable_words.hpp"

namespace target_sdk::tools::console {
namespace {

constexpr std::size_t most_parts = 400; ///< Of a condition; the rest is not shown.
constexpr std::size_t longest_words = 600;

/// An operation of JSON Logic: `{name: operands}`, or `{name: operand}`.
struct operation {
  std::string_view name = {};
  std::vector<json_view> operands = {};
};

std::optional<operation> operation_in(json_view view) {
  if (!view.is_object() || view.size() != 1)
    return std::nullopt;
  const auto [name, operands] = *view.members().begin();
  operation found{.name = name};
  if (!operands.is_array())
    found.operands.push_back(operands);
  for (const auto operand : operands.elements())
    found.operands.push_back(operand);
  return found;
}

/// The variable that `view` reads; empty: it reads none, or a computed one.
std::string_view variable_in(json_view view) {
  const auto found = operation_in(view);
  return found && found->name == "var" && !found->operands.empty()
           ? found->operands.front().string_or_empty()
           : std::string_view();
}

void add_variables(std::vector<std::string_view>& found, json_view view) {
  if (const auto name = variable_in(view); !name.empty()) {
    if (std::find(found.begin(), found.end(), name) == found.end())
      found.push_back(name);
    return;
  }
  for (const auto element : view.elements())
    add_variables(found, element);
  for (const auto& [name, member] : view.members())
    add_variables(found, member);
}

enum class relation { equal, differs, below, at_most, above, at_least };

/// A variable against a constant.
struct comparison {
  std::string_view variable;
  relation is;
  json_view constant;
};

std::optional<relation> relation_named(std::string_view name) {
  if (name == "==" || name == "===")
    return relation::equal;
  if (name == "!=" || name == "!==")
    return relation::differs;
  if (name == "<")
    return relation::below;
  if (name == "<=")
    return relation::at_most;
  if (name == ">")
    return relation::above;
  if (name == ">=")
    return relation::at_least;
  return std::nullopt;
}

relation turned(relation is) noexcept {
  switch (is) {
  case relation::below: return relation::above;
  case relation::at_most: return relation::at_least;
  case relation::above: return relation::below;
  case relation::at_least: return relation::at_most;
  default: return is;
  }
}

bool is_constant(json_view view) noexcept {
  return !view.is_object() && !view.is_array();
}

std::optional<comparison> comparison_in(json_view view) {
  const auto found = operation_in(view);
  if (!found || found->operands.size() != 2)
    return std::nullopt;
  const auto is = relation_named(found->name);
  const auto left = found->operands[0];
  const auto right = found->operands[1];
  if (is && is_constant(right) && !variable_in(left).empty())
    return comparison{variable_in(left), *is, right};
  if (is && is_constant(left) && !variable_in(right).empty())
    return comparison{variable_in(right), turned(*is), left};
  return std::nullopt;
}

bool is_lower(const comparison& c) noexcept {
  return c.is == relation::above || c.is == relation::at_least;
}

bool is_upper(const comparison& c) noexcept {
  return c.is == relation::below || c.is == relation::at_most;
}

bool is_temporal(variable_kind kind) noexcept {
  return kind == variable_kind::moment || kind == variable_kind::time_of_day
         || kind == variable_kind::weekday;
}

std::string words_of(const comparison& c) {
  const auto kind = kind_of(c.variable);
  const bool is_time = is_temporal(kind);
  const auto value = value_words(c.constant, kind);
  auto words = variable_words(c.variable) + " is ";
  switch (c.is) {
  case relation::equal: return words + value;
  case relation::differs: return words + "not " + value;
  case relation::below: return words + (is_time ? "before " : "below ") + value;
  case relation::at_most:
    return is_time ? words + value + " or earlier" : words + "at most " + value;
  case relation::above: return words + (is_time ? "after " : "above ") + value;
  default: return is_time ? words + value + " or later" : words + "at least " + value;
  }
}

/// Both bounds of one variable.
std::string words_of(const comparison& lower, const comparison& upper) {
  const auto kind = kind_of(lower.variable);
  const bool is_time = is_temporal(kind);
  return variable_words(lower.variable) + " is "
         + (lower.is == relation::at_least ? "from "
            : is_time                      ? "after "
                                           : "above ")
         + value_words(lower.constant, kind)
         + (upper.is == relation::at_most ? " to "
            : is_time                     ? ", before "
                                          : ", below ")
         + value_words(upper.constant, kind);
}

std::string operand_words(json_view view) {
  if (const auto name = variable_in(view); !name.empty())
    return variable_words(name);
  if (is_constant(view))
    return value_words(view, variable_kind::plain);
  return view.dump();
}

std::string joined(json_view list) {
  std::string words;
  for (const auto element : list.elements())
    words.append(words.empty() ? "" : ", ").append(operand_words(element));
  return words;
}

std::optional<std::string> words_of_in(const operation& o, bool is_negated) {
  if (o.name != "in" || o.operands.size() != 2)
    return std::nullopt;
  if (o.operands[1].is_array())
    return operand_words(o.operands[0]) + (is_negated ? " is none of " : " is one of ")
           + joined(o.operands[1]);
  return operand_words(o.operands[1]) + (is_negated ? " does not contain " : " contains ")
         + operand_words(o.operands[0]);
}

std::string leaf_words(json_view view) {
  if (view.as_bool())
    return *view.as_bool() ? "always" : "never";
  if (const auto compared = comparison_in(view))
    return words_of(*compared);
  if (const auto name = variable_in(view); !name.empty())
    return variable_words(name) + " is given";
  if (const auto found = operation_in(view)) {
    if (const auto words = words_of_in(*found, false))
      return *words;
    const auto negated = found->name == "!" && found->operands.size() == 1
                           ? operation_in(found->operands[0])
                           : std::nullopt;
    if (const auto words = negated ? words_of_in(*negated, true) : std::nullopt)
      return *words;
  }
  return view.dump();
}

std::string cut(std::string words) {
  return words.size() <= longest_words ? words : words.substr(0, longest_words) + "\u2026";
}

/// The parts of nested groups of the same kind, in order.
void add_parts(std::vector<json_view>& parts, const operation& group) {
  for (const auto operand : group.operands) {
    const auto inner = operation_in(operand);
    if (inner && inner->name == group.name && !inner->operands.empty())
      add_parts(parts, *inner);
    else
      parts.push_back(operand);
  }
}

class describer {
public:
  explicit describer(condition_judge* judge) noexcept : judge_(judge) {}

  json describe(json_view view) {
    const auto found = operation_in(view);
    if (found && (found->name == "and" || found->name == "or") && !found->operands.empty()) {
      std::vector<json_view> parts;
      add_parts(parts, *found);
      return group(view, parts, found->name == "and");
    }
    if (found && found->name == "!!" && found->operands.size() == 1
        && !operation_in(found->operands[0]).value_or(operation{}).name.empty()
        && variable_in(found->operands[0]).empty())
      return describe(found->operands[0]);
    if (found && found->name == "!" && found->operands.size() == 1 && !is_simple_negation(*found))
      return negation(view, found->operands[0]);
    return leaf(leaf_words(view), {view});
  }

  json group(json_view whole, const std::vector<json_view>& parts, bool is_all) {
    auto list = json_builder::array();
    std::size_t count = 0;
    json only;
    for (std::size_t at = 0; at < parts.size(); ++at, ++count) {
      if (left_ == 0) {
        list.add(json::object({{"words", "\u2026 more that is not shown"}}));
        break;
      }
      only = is_all && at + 1 < parts.size() ? range(parts[at], parts[at + 1]) : json();
      if (only.is_null())
        only = describe(parts[at]);
      else
        ++at;
      list.add(only);
    }
    if (count == 1)
      return only;
    auto made = json_builder::object();
    made.set(is_all ? "all" : "any", std::move(list).build());
    if (judge_ != nullptr)
      made.set("holds", judge_->judge(whole).holds);
    return std::move(made).build();
  }

private:
  static bool is_simple_negation(const operation& negation) {
    const auto inner = operation_in(negation.operands[0]);
    return inner && words_of_in(*inner, true);
  }

  json negation(json_view whole, json_view inner) {
    auto made = json_builder::object();
    made.set("not", describe(inner));
    if (judge_ != nullptr)
      made.set("holds", judge_->judge(whole).holds);
    return std::move(made).build();
  }

  /// Two bounds as one leaf; null when they are none.
  json range(json_view first, json_view second) {
    const auto one = comparison_in(first);
    const auto other = comparison_in(second);
    if (!one || !other || one->variable != other->variable)
      return {};
    if (is_lower(*one) && is_upper(*other))
      return leaf(words_of(*one, *other), {first, second});
    if (is_upper(*one) && is_lower(*other))
      return leaf(words_of(*other, *one), {first, second});
    return {};
  }

  json leaf(std::string words, const std::vector<json_view>& parts) {
    left_ -= left_ > 0 ? 1 : 0;
    auto made = json_builder::object();
    made.set("words", cut(std::move(words)));
    if (judge_ == nullptr)
      return std::move(made).build();
    bool holds = true;
    std::string failure;
    std::vector<std::pair<std::string, json>> values;
    for (const auto part : parts) {
      auto judged = judge_->judge(part);
      holds = holds && judged.holds;
      if (!judged.failure.empty())
        failure = std::move(judged.failure);
      for (auto& value : judged.values)
        if (std::find(values.begin(), values.end(), value) == values.end())
          values.push_back(std::move(value));
    }
    made.set("holds", holds);
    if (!failure.empty())
      made.set("failure", failure);
    auto saw = json_builder::array();
    for (const auto& [name, value] : values) {
      const auto shown = value_words(value, kind_of(name));
      saw.add(json::object({{"name", variable_words(name)}, {"value", shown}}));
    }
    made.set("saw", std::move(saw).build());
    return std::move(made).build();
  }

  condition_judge* judge_;
  std::size_t left_ = most_parts;
};

topic topic_of(json_view part) {
  std::optional<topic> found;
  for (const auto name : variables_of(part)) {
    const auto kind = kind_of(name);
    const auto about = kind == variable_kind::percent ? topic::allocation
                       : kind == variable_kind::plain ? topic::audience
                                                      : topic::schedule;
    if (found && *found != about)
      return topic::audience;
    found = about;
  }
  return found.value_or(topic::audience);
}

} // namespace

std::vector<std::string_view> variables_of(json_view condition) {
  std::vector<std::string_view> found;
  add_variables(found, condition);
  return found;
}

json describe_condition(json_view condition, condition_judge* judge) {
  return describer(judge).describe(condition);
}

json describe_part(json_view condition, topic about) {
  const auto found = operation_in(condition);
  std::vector<json_view> all;
  if (found && found->name == "and")
    add_parts(all, *found);
  else
    all.push_back(condition);
  std::vector<json_view> parts;
  std::copy_if(all.begin(), all.end(), std::back_inserter(parts),
               [&](json_view part) { return topic_of(part) == about; });
  // A condition that holds for everybody is no audience.
  if (parts.empty() || (parts.size() == 1 && parts.front().as_bool().value_or(false)))
    return {};
  return describer(nullptr).group(condition, parts, true);
}

} // namespace target_sdk::tools::console
