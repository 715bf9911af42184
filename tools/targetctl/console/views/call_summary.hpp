// A delivery call in a line.
#pragma once

#include <string>

#include "tools/targetctl/console/call_log.hpp"
#include "tools/targetctl/console/views/rule_names.hpp"
#include "tools/targetctl/edge/edge_world.hpp"

namespace target_sdk::tools::console {

/// `{"number", "time", "latency", "status", "fault", "outcome", "kinds", "visitor", "session",
/// "mboxes", "views", "experiences", "notifications", "message"?}` as JSON text. `time` is in
/// milliseconds since the epoch, `latency` in microseconds. Outcomes are `accepted`, `refused`,
/// `left` and `spoilt`.
std::string summarise(const edge::edge_world& world, const offer_index& offers,
                      const logged_call& call);

/// `{"calls", "accepted", "refused", "left", "notifications", "faults": {kind: number}}`.
std::string totals_text(const call_totals& totals);

/// The names of faults, as in the option `--fault`.
const char* fault_name(edge::fault_kind kind) noexcept;

} // namespace target_sdk::tools::console
