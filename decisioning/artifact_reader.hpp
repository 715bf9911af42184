// Checks an artifact and compiles it.
#pragma once

#include <cstddef>
#include <memory>

#include <target_sdk/error.hpp>
#include <target_sdk/json.hpp>

#include "decisioning/artifact_data.hpp"

namespace target_sdk::decisioning {

/// Errors name the place by JSON pointer.
[[nodiscard]] result<std::unique_ptr<const artifact_data>> read_artifact(json payload,
                                                                         std::size_t source_size);

} // namespace target_sdk::decisioning
