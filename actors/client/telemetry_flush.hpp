// A call of its own for telemetry that no other call takes along.
#pragma once

#include <optional>

#include "actors/client/supervision.hpp"
#include "actors/client_settings.hpp"
#include "actors/messages.hpp"

namespace target_sdk::detail {

/// Telemetry of decisions on the device has no remote call to ride on; after a while, or when much
/// waits, it gets one.
class telemetry_flush {
public:
  telemetry_flush(router_actor::pointer self, settings_ptr settings, supervision& actors);

  /// Looks whether it is time.
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
