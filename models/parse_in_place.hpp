// Reading large JSON texts without a copy.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <target_sdk/json.hpp>

namespace target_sdk::detail {

/// Why a text could not be read.
struct json_fault {
  std::optional<std::size_t> offset; ///< In the text.
  std::string reason;

  /// As in the errors of `json::parse`.
  std::string message() const;
};

/// Reads JSON text as `json::parse` does, but where it lies: the value keeps `text`, and has its
/// first nodes in what capacity is left. Copies the text instead when that is too little for nodes,
/// or more than half of its size, which would be wasted.
[[nodiscard]] tl::expected<json, json_fault> parse_in_place(std::string text);

} // namespace target_sdk::detail
