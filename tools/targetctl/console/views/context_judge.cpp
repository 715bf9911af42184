#include "tools/targetctl/console/views/context_judge.hpp"

#include "decisioning/artifact/condition_compiler.hpp"
#include "decisioning/conditions/evaluator.hpp"

namespace target_sdk::tools::console {
namespace {

using namespace decisioning;

json json_of(const value& found) {
  switch (found.kind()) {
  case value_kind::undefined:
  case value_kind::null: return {};
  case value_kind::boolean: return json(found.truth());
  case value_kind::number: return json(found.number());
  case value_kind::string: return json(found.text());
  case value_kind::json_array:
  case value_kind::json_object: return json(found.json().dump());
  default: return json("an object");
  }
}

} // namespace

judgement context_judge::judge(json_view part) {
  judgement judged;
  try {
    expression_pool pool;
    offence_log log;
    const auto condition = compile_condition(pool, part, json_pointer(), log);
    judged.holds = evaluator(pool, context_, steps_left_).holds(condition);
  } catch (const condition_error& failure) {
    judged.failure = failure.reason;
  }
  for (const auto name : variables_of(part))
    judged.values.emplace_back(name, value_of(name));
  return judged;
}

json context_judge::value_of(std::string_view variable) {
  const auto read = json::object({{"var", variable}});
  try {
    expression_pool pool;
    offence_log log;
    const auto id = compile_condition(pool, read, json_pointer(), log);
    evaluator reader(pool, context_, steps_left_);
    return json_of(reader.evaluate(id));
  } catch (const condition_error&) {
    return {};
  }
}

} // namespace target_sdk::tools::console
