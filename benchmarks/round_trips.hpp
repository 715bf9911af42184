// What a decision costs when it is asked for by message.
#pragma once

#include <cstddef>

#include "benchmarks/decide_cases.hpp"
#include "benchmarks/decision_figures.hpp"

namespace target_sdk::benchmarks {

/// The same request, by a scoped actor, to two actors of one system.
struct round_trips {
  decision_figures sdk{"actor_round_trip"}; ///< To `client::delivery()`, decided on the device.
  decision_figures caf{"caf_round_trip"};   ///< To an actor that does nothing.
};

/// Measures both in turn. Ends the program when a call fails.
round_trips measure_round_trips(const decide_case& on, bool quick);

/// So many requests by a scoped actor to `client::delivery()`. Ends the program when one fails.
void ask_on_device(const decide_case& on, std::size_t count);

} // namespace target_sdk::benchmarks
