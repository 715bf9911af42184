// Where rules files come from.
#pragma once

#include <functional>
#include <string>

#include <target_sdk/error.hpp>

namespace target_sdk::tools {

/// Fetches the body of a URL.
using artifact_fetcher = std::function<result<std::string>(const std::string& url)>;

struct artifact_source {
  std::string place = {};           ///< As `locate_artifact` reads it; `-`: stdin.
  std::string format = {};          ///< `json`, `bin`, or empty: by the name.
  std::string organization_id = {}; ///< For bin.
};

/// The bytes of a rules file. Errors as of `fetch` and `read_file`; a URL without `fetch` is
/// `invalid_request`.
[[nodiscard]] result<std::string> read_artifact(const artifact_source& source,
                                                const artifact_fetcher& fetch);

} // namespace target_sdk::tools
