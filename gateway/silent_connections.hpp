// Connections that have not said anything yet.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include <caf/io/connection_handle.hpp>

namespace target_sdk::detail {

/// Remembers them, and which is the oldest. Those that were closed need not be taken out.
class silent_connections {
public:
  using connection = caf::io::connection_handle;

  /// One has come to this port.
  void add(connection which, std::uint16_t port) {
    take(which); // Numbers of connections return.
    all_[which] = {.port = port, .age = next_};
    by_age_[next_++] = which;
  }

  /// Takes one out; gives its port, if it is silent.
  std::optional<std::uint16_t> take(connection which) {
    const auto found = all_.extract(which);
    if (found.empty())
      return std::nullopt;
    by_age_.erase(found.mapped().age);
    return found.mapped().port;
  }

  /// Takes out the oldest.
  std::optional<connection> take_oldest() {
    if (by_age_.empty())
      return std::nullopt;
    const auto oldest = by_age_.begin()->second;
    take(oldest);
    return oldest;
  }

private:
  struct silent {
    std::uint16_t port = 0;
    std::uint64_t age = 0;
  };

  std::map<connection, silent> all_;
  std::map<std::uint64_t, connection> by_age_;
  std::uint64_t next_ = 0;
};

} // namespace target_sdk::detail
