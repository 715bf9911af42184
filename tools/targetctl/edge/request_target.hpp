// The target of a request line: path and query.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <target_sdk/error.hpp>

namespace target_sdk::tools::edge {

struct request_target {
  std::string path = {};                                            ///< Not decoded.
  std::vector<std::pair<std::string, std::string>> parameters = {}; ///< Decoded.

  /// The first parameter of that name; none also when it is empty.
  std::optional<std::string_view> find(std::string_view name) const noexcept;
};

/// Reads `/path?name=value&...`, also behind `http://host`. Errors (`invalid_request`) name the
/// parameter: a broken escape, or bytes that are not UTF-8.
[[nodiscard]] result<request_target> parse_target(std::string_view target);

/// The path alone, which every target has.
std::string_view path_of(std::string_view target) noexcept;

} // namespace target_sdk::tools::edge
