// Whole files as text.
#pragma once

#include <string>

#include <target_sdk/error.hpp>

namespace target_sdk::tools {

/// The content of a file, of standard input when `path` is `-`. Errors: `invalid_configuration`.
[[nodiscard]] result<std::string> read_file(const std::string& path);

} // namespace target_sdk::tools
