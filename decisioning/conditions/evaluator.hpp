// Evaluates compiled conditions.
#pragma once

#include <cstddef>
#include <span>

#include "decisioning/conditions/expression.hpp"
#include "decisioning/context/rule_context.hpp"
#include "decisioning/values/value.hpp"

namespace target_sdk::decisioning {

/// Evaluates conditions of one pool in one context.
class evaluator {
public:
  /// Limit of the steps that all conditions of a call take together.
  static constexpr std::size_t step_limit = 5'000'000;
  /// Limits of the bytes that one condition may allocate, and of the context's memory meanwhile.
  static constexpr std::size_t memory_limit = std::size_t{64} << 20;
  static constexpr std::size_t context_memory_limit = std::size_t{256} << 20;

  /// Deducts its steps from `steps_left`; at 0 every condition raises an error.
  evaluator(const expression_pool& pool, rule_context& context, std::size_t& steps_left) noexcept
    : pool_(pool),
      context_(context),
      steps_left_(steps_left) {
    memory_.limit_to(memory_limit);
  }
  evaluator(const evaluator&) = delete;
  evaluator& operator=(const evaluator&) = delete;

  /// Whether a condition is true: its value is truthy in JavaScript. Throws `condition_error`.
  bool holds(expression_id id);
  /// The value of a condition, valid until the next. Throws `condition_error`.
  value evaluate(expression_id id);

private:
  using node = expression_node;

  value compute(const node& n, const value& data);
  bool test(const node& n, const value& data);

  value variable(const node& n, const value& data);
  value walk(value from, const node& n, const value& data);
  value look_up(const value& name, const value& data);
  value choose(const node& n, const value& data);
  value deciding(const node& n, const value& data);
  value operation(const node& n, const value& data);
  value list(const node& n, const value& data);
  bool is_one_of(const node& n, const value& data);
  bool compare_children(const node& n, const value& data);
  value missing(std::span<const value> names, const value& data);
  value missing_some(const node& n, const value& data);
  value map(const node& n, const value& data);
  value filter(const node& n, const value& data);
  value reduce(const node& n, const value& data);
  bool quantified(const node& n, const value& data);
  std::span<value> operands(const node& n, const value& data);
  value operand(const node& n, std::size_t index, const value& data);
  void count_steps(std::size_t count);
  void count_reading(const value& read);

  const expression_pool& pool_;
  rule_context& context_;
  std::size_t& steps_left_;
  scratch memory_;
};

} // namespace target_sdk::decisioning
