// Checks an artifact and compiles it.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <target_sdk/error.hpp>
#include <target_sdk/json.hpp>

#include "decisioning/artifact_data.hpp"

namespace target_sdk::decisioning {

/// Errors name the place by JSON pointer. With `offences` reading goes on after one, with the next
/// rule or part, and all are appended; the result is then the first.
[[nodiscard]] result<std::unique_ptr<const artifact_data>>
read_artifact(json payload, std::size_t source_size, std::vector<std::string>* offences = nullptr);

} // namespace target_sdk::decisioning
