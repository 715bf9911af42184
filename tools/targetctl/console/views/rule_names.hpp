// Rules, and the offers that tokens stand for, by name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include <target_sdk/artifact.hpp>
#include <target_sdk/json.hpp>

#include "decisioning/artifact/artifact_data.hpp"

namespace target_sdk::tools::console {

/// The text of a string, the JSON of anything else, nothing of null.
std::string printed(json_view value);

/// A rule as people call it; names that it lacks are made from the ids.
struct rule_names {
  std::string activity_id = {};
  std::string activity = {};
  std::string experience_id = {};
  std::string experience = {};
};

rule_names names_of(const decisioning::compiled_rule& rule);

/// Sets `activityId`, `activity`, `experienceId` and `experience` of a rule. `Object` is a
/// `json_builder` or a `written_object`.
template <class Object>
void set_names(Object& object, const decisioning::compiled_rule& rule) {
  const auto names = names_of(rule);
  object.set("activityId", names.activity_id);
  object.set("activity", names.activity);
  object.set("experienceId", names.experience_id);
  object.set("experience", names.experience);
}

/// `{"activity", "experience"...}`, `type` and `content` of a rule's offers, long ones cut.
json offers_of(const decisioning::compiled_rule& rule);

/// The offers and metrics of an artifact by their event tokens.
class offer_index {
public:
  /// `artifact` must outlive it.
  explicit offer_index(const compiled_artifact& artifact);

  /// The offer behind a token: the names of its rule, `location`, `kind` (mbox or view), and
  /// `event` (display or click). Null: unknown.
  json find(std::string_view token) const;

private:
  struct place {
    std::uint32_t rule;
    std::string_view location;
    bool is_view;
    bool is_click;
  };

  void add(const decisioning::location& rules, bool is_view);

  const decisioning::artifact_data& artifact_;
  std::unordered_map<std::string_view, place> places_ = {};
};

} // namespace target_sdk::tools::console
