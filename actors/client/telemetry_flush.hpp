// A separate call for telemetry that no other call sends.
#pragma once

#include <optional>

#include "actors/client/supervision.hpp"
#include "actors/client_settings.hpp"
#include "actors/messages.hpp"

namespace target_sdk::detail {

/// Telemetry of on-device decisions has no remote call of its own; after a while, or when many
/// entries wait, one is made.
class telemetry_flush {
public:
  telemetry_flush(router_actor::pointer self, settings_ptr settings, supervision& actors);

  /// Checks whether it is time.
  void look();
  /// The same, for the timer that this sets.
  void look_again();

private:
  router_actor::pointer self_;
  settings_ptr settings_;
  supervision& actors_;
  std::optional<steady_time> waiting_since_;
  steady_time next_ = {}; ///< Not before; after a failure.
  bool is_under_way_ = false;
  bool looks_again_ = false;
};

} // namespace target_sdk::detail
