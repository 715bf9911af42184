// Conditions of rules in words.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <target_sdk/json.hpp>

namespace target_sdk::tools::console {

/// What came of a part of a condition for a visitor.
struct judgement {
  bool holds = false;
  std::string failure = {};                              ///< Why it could not be evaluated.
  std::vector<std::pair<std::string, json>> values = {}; ///< Of its variables; null: unknown.
};

/// Evaluates parts of a condition.
class condition_judge {
public:
  virtual ~condition_judge() = default;
  virtual judgement judge(json_view part) = 0;
};

/// A condition as a tree of sentences. A leaf is `{"words"}`, a group `{"all": [...]}`, `{"any":
/// [...]}` or `{"not": part}`. With a judge each has `holds`, and leaves have `saw`: `[{"name",
/// "value"}]`, and `failure` if they failed. Very long conditions are cut.
json describe_condition(json_view condition, condition_judge* judge = nullptr);

/// What a condition is about.
enum class topic { audience, allocation, schedule };

/// The parts that all must hold and are about the topic, described as above; null: there are none.
/// A part that mixes topics counts as audience.
json describe_part(json_view condition, topic about);

/// The names of the variables in a condition, each once.
std::vector<std::string_view> variables_of(json_view condition);

} // namespace target_sdk::tools::console
