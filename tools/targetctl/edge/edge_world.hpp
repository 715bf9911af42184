// What answers depend on, besides the request.
#pragma once

#include <string>

#include <target_sdk/random.hpp>

#include "tools/targetctl/edge/rules_file.hpp"

namespace target_sdk::tools::edge {

/// The same for all requests; immutable once requests are answered.
struct edge_world {
  rules_file rules = {};
  std::string client = {};    ///< The only client code that may ask; empty: any.
  std::string edge_host = {}; ///< `edgeHost` of answers; empty: none.
  /// In the ids of new visitors: `<name>.<cluster>_0`; empty: the name alone.
  std::string cluster = {};
};

/// What changes from request to request.
struct edge_moment {
  std::int64_t now_ms = 0; ///< Since the epoch.
  random_source random = thread_random;
};

} // namespace target_sdk::tools::edge
