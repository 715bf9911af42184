#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "tests/support/header_list.hpp"

namespace target_sdk::test_support {

/// A request as the server or the proxy received it.
struct recorded_request {
  std::string method;
  std::string target; ///< as on the request line, with the query
  header_list headers;
  std::string body;
  std::size_t connection = 0; ///< 1 for the first accepted connection, 2 for the second, ...
  std::chrono::steady_clock::time_point arrival; ///< when the last byte had been read

  bool has_header(std::string_view name) const { return find_header(headers, name) != nullptr; }

  /// The value of a header (name in any case); empty if there is none.
  std::string header(std::string_view name) const {
    const auto* value = find_header(headers, name);
    return value ? *value : std::string{};
  }
};

} // namespace target_sdk::test_support
