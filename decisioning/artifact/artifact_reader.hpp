// Validates and compiles an artifact.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <target_sdk/error.hpp>
#include <target_sdk/json.hpp>

#include "decisioning/artifact/artifact_data.hpp"

namespace target_sdk::decisioning {

/// Reads `payload`, or returns all offences, each with its JSON pointer.
[[nodiscard]] tl::expected<std::unique_ptr<const artifact_data>, std::vector<std::string>>
read_artifact(json payload, std::size_t source_size);

} // namespace target_sdk::decisioning
