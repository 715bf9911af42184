// What the exchanges with one origin know of their connections.
#pragma once

#include <cstddef>

namespace target_sdk::curl {

/// libcurl opens a connection for each exchange that finds the others full, and does not say how
/// many it has. So one exchange at a time is told to open a connection, and the others that need it
/// wait until it is open.
struct origin_connections {
  /// One was opened, so libcurl knows whether exchanges can share it.
  bool connected = false;
  std::size_t shared = 1;       ///< Those that exchanges of HTTP/2 are spread over.
  const void* opener = nullptr; ///< The exchange that opens another.

  bool is_opened_by(const void* exchange) const noexcept { return opener && opener == exchange; }
  /// An exchange has a connection.
  void opened(const void* exchange) noexcept {
    connected = true;
    if (!is_opened_by(exchange))
      return;
    opener = nullptr;
    ++shared;
  }
  void ended(const void* exchange) noexcept {
    if (is_opened_by(exchange))
      opener = nullptr;
  }
};

} // namespace target_sdk::curl
