// Evaluates conditions in tests.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "decisioning/artifact/condition_compiler.hpp"
#include "decisioning/conditions/evaluator.hpp"
#include "decisioning/tracer.hpp"
#include "tests/decisioning/samples.hpp"

namespace samples {

/// Who asks, where and when.
struct condition_visit {
  std::string url = "https://www.Shop.example.co.uk/Path?q=1#Top";
  std::string user_agent = "Mozilla/5.0 (Windows NT 10.0) Chrome/80.0 Safari/537.36";
  std::string visitor = "visitor";
  std::int64_t now_ms = 1'585'098'300'000;
};

/// Visitor, page and time that conditions see, with `parameters` under `mbox`.
class condition_context {
public:
  explicit condition_context(std::optional<json> parameters = {}, condition_visit visit = {})
    : parameters_(std::move(parameters)),
      visit_(std::move(visit)),
      context_{.address = address{.url = visit_.url, .referring_url = "https://ref.example.com/x"},
               .user_agent = visit_.user_agent},
      place_{.latitude = 37.75, .country_code = "US"} {
    rules_.select_activity({"100", 0});
  }

  decisioning::rule_context& rules() { return rules_; }

private:
  std::optional<json> parameters_;
  condition_visit visit_;
  context context_;
  geo place_;
  decisioning::scratch memory_;
  decisioning::request_context request_{&context_,      place_,        "acme",
                                        visit_.visitor, visit_.now_ms, memory_};
  boxed<address> own_address_;
  decisioning::rule_context rules_{request_, own_address_, parameters_};
};

/// A value as text: JSON or `undefined`.
inline std::string shown(const decisioning::value& v) {
  using decisioning::value_kind;
  switch (v.kind()) {
  case value_kind::undefined: return "undefined";
  case value_kind::null: return "null";
  case value_kind::boolean: return v.truth() ? "true" : "false";
  case value_kind::number: return number_to_string(v.number());
  case value_kind::string: {
    std::string out;
    append_json_string(out, v.text());
    return out;
  }
  case value_kind::json_array:
  case value_kind::list: {
    std::string out = "[";
    for (std::size_t index = 0; index < v.length(); ++index)
      out += (index > 0 ? std::string(",") : std::string()) + shown(v.element(index));
    return out + "]";
  }
  default: return "{}";
  }
}

/// What a condition gives; `error` and `limit` for conditions that give nothing.
struct outcome {
  std::string value;
  bool holds = false;
  friend bool operator==(const outcome&, const outcome&) = default;
};

/// The condition `logic` in `pool`; a refusal fails the test.
inline decisioning::expression_id compiled_in(decisioning::expression_pool& pool, json_view logic) {
  decisioning::offence_log log;
  const auto id = decisioning::compile_condition(pool, logic, decisioning::json_pointer(), log);
  BOOST_REQUIRE(log.empty());
  return id;
}

inline outcome evaluated(json_view logic, decisioning::rule_context& context) {
  decisioning::expression_pool pool;
  const auto id = compiled_in(pool, logic);
  try {
    auto steps_left = 2 * decisioning::evaluator::step_limit;
    decisioning::evaluator conditions(pool, context, steps_left);
    const bool holds = conditions.holds(id);
    return {shown(conditions.evaluate(id)), holds};
  } catch (const decisioning::condition_error& failure) {
    return {std::string_view(failure.reason).find(" too ") == std::string_view::npos ? "error"
                                                                                     : "limit"};
  }
}

} // namespace samples
