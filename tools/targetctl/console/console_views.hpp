// What the console shows, as JSON. Used by its own thread only.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "tools/targetctl/console/call_log.hpp"
#include "tools/targetctl/console/views/rule_names.hpp"
#include "tools/targetctl/edge/edge_world.hpp"
#include "tools/targetctl/edge/web_messages.hpp"

namespace target_sdk::tools::console {

/// Calls that follow call number `from`, and all so far.
struct call_batch {
  std::int64_t run = 0; ///< When the edge was started, in milliseconds since the epoch.
  std::uint64_t from = 0;
  std::vector<call_pointer> calls = {};
  call_totals totals = {};
  std::size_t kept = 0; ///< Calls in the log.
};

class console_views {
public:
  /// `world` must outlive it.
  explicit console_views(const edge::edge_world& world);

  /// `{"run", "from", "totals", "kept", "calls": [summaries]}`, oldest first.
  std::string batch(const call_batch& batch);
  /// A call with its request, its answer, and why: `{"summary", "target", "request", "answer",
  /// "why"?}`. 404: there is none.
  edge::web_answer call(const call_pointer& call);
  edge::web_answer rules();
  /// Decides `{"request", "session"?, "time"?}`: `{"answer", "why"}`. Refusals are those of the
  /// Delivery API.
  edge::web_answer try_visitor(const edge::web_request& message) const;
  /// Samples `{"request", "activity", "visitors"?, "time"?}`, see `sample`.
  edge::web_answer sample_visitors(const edge::web_request& message, std::stop_token stop) const;

private:
  const std::string& summary(const logged_call& call);

  const edge::edge_world& world_;
  offer_index offers_;
  std::deque<std::pair<std::uint64_t, std::string>> summaries_ = {}; ///< Of the last calls.
  std::shared_ptr<const std::string> rules_ = {};
};

} // namespace target_sdk::tools::console
