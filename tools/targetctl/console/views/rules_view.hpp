// The rules file for people.
#pragma once

#include <target_sdk/artifact.hpp>
#include <target_sdk/json.hpp>

namespace target_sdk::tools::console {

/// `{"client", "environment", "generatedAt", "version", "globalMbox", "remote": [names],
/// "locations": [{"name", "kind", "isRemote", "rules": [{names, "activityType", "properties",
/// "allocations": [[lowest, highest]], "allocationVaries", "audienceIds", "audience",
/// "schedule", "offers"}]}]}`. `audience` and `schedule` are described conditions or null.
json rules_json(const compiled_artifact& artifact);

} // namespace target_sdk::tools::console
