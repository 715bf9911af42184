// Whole files as text.
#pragma once

#include <cstddef>
#include <string>

#include <target_sdk/error.hpp>

namespace target_sdk::tools {

/// Limit of the size of files and answers.
inline constexpr std::size_t max_input_size = std::size_t{256} << 20;

/// The content of a file, of standard input when `path` is `-`. Errors: `invalid_configuration`.
[[nodiscard]] result<std::string> read_file(const std::string& path);

} // namespace target_sdk::tools
