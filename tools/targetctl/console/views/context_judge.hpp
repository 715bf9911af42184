// Evaluates parts of a condition in the context of a decision.
#pragma once

#include <cstddef>

#include "decisioning/context/rule_context.hpp"
#include "tools/targetctl/console/views/condition_words.hpp"

namespace target_sdk::tools::console {

/// Judges with the engine itself. The parts must outlive it.
class context_judge : public condition_judge {
public:
  explicit context_judge(decisioning::rule_context& context) noexcept : context_(context) {}

  judgement judge(json_view part) override;

private:
  json value_of(std::string_view variable);

  decisioning::rule_context& context_;
  std::size_t steps_left_ = 2'000'000;
};

} // namespace target_sdk::tools::console
