// Why a delivery call was decided as it was.
#pragma once

#include <target_sdk/json.hpp>

#include "tools/targetctl/edge/delivery_answer.hpp"
#include "tools/targetctl/edge/edge_world.hpp"

namespace target_sdk::tools::console {

/// Decides each mbox, view and page load of a call again, alone, and tells for each rule what came
/// of it:
/// `[{"mode", "kind", "name", "standing", "rules": [{names, "state", "why"?, "allocation"?,
/// "condition"?, "offers"}], "context"?}]`. Names stand as `local`, `remote` or `unknown` in the
/// rules file; rules are `used`, `unmet` or `passed over`. What the conditions saw is in `context`.
/// At most 60 items.
json explain(const edge::edge_world& world, const edge::checked_delivery& checked);

} // namespace target_sdk::tools::console
