// Where the edge listens.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <target_sdk/error.hpp>

namespace target_sdk::tools::edge {

struct listen_address {
  std::string host = {};  ///< An IP address, IPv6 without brackets, or `localhost`.
  std::uint16_t port = 0; ///< 0: a free one.
};

/// Reads `HOST:PORT`, with an IPv6 address in brackets. Errors (`invalid_configuration`).
[[nodiscard]] result<listen_address> parse_listen_address(std::string_view text);

} // namespace target_sdk::tools::edge
