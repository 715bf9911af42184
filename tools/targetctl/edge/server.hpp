// The server: accepts connections until it is told to stop.
#pragma once

#include <cstdint>
#include <iosfwd>

#include <target_sdk/error.hpp>

#include "tools/targetctl/edge/edge_world.hpp"
#include "tools/targetctl/edge/recorder.hpp"
#include "tools/targetctl/edge/server_options.hpp"

namespace target_sdk::tools::edge {

/// Serves on the calling thread until SIGTERM or SIGINT, then finishes the answers in progress, for
/// 2 seconds at most; a second signal aborts them. Prints the address on `err`. Error
/// (`transport`): it cannot listen on the address.
[[nodiscard]] result<void> serve(const edge_world& world, const server_options& options,
                                 recorder record, std::ostream& err);

} // namespace target_sdk::tools::edge
