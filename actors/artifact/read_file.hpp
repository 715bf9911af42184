// Artifacts in files.
#pragma once

#include <cstddef>
#include <string>

#include <target_sdk/error.hpp>

namespace target_sdk::detail {

/// The content of a regular file. Errors (`transport`): why it cannot be read, or that it is larger
/// than `max_size` bytes.
[[nodiscard]] result<std::string> read_file(const std::string& path, std::size_t max_size);

} // namespace target_sdk::detail
