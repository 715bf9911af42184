// Where the artifact actor finds the artifact: at a URL or in a file.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <target_sdk/error.hpp>

namespace target_sdk::detail {

/// Whether `location` begins with http:// or https://, in any case.
bool is_url(std::string_view location) noexcept;

/// The path that `location` names: a path as it is, or a `file://` URL, percent-decoded.
std::string file_path(std::string_view location);

/// The content of a regular file. Errors (`transport`): why it cannot be read, or that it is larger
/// than `max_size` bytes.
[[nodiscard]] result<std::string> read_file(const std::string& path, std::size_t max_size);

} // namespace target_sdk::detail
