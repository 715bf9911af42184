// Files from the web, with the SDK's own connection pool.
#pragma once

#include <string>

#include <target_sdk/error.hpp>

namespace target_sdk::tools {

/// The body at `url` (http or https), at most `max_input_size`, loaded as the client loads rules:
/// with its default timeouts, following redirects. Any status but 200 is an error.
[[nodiscard]] result<std::string> fetch_url(const std::string& url);

} // namespace target_sdk::tools
