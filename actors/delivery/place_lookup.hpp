// Geo lookups on behalf of calls (Target: on-device decisioning).
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <target_sdk/decisioning.hpp>

#include "actors/client_settings.hpp"
#include "actors/delivery/call_table.hpp"
#include "actors/delivery/exchanges.hpp"

namespace target_sdk::detail {

/// The cached geolocation of an address, if it was looked up recently.
std::optional<geo> known_place(const client_settings& settings, const geo_lookup& lookup,
                               const delivery_request& request);

/// A cached geolocation for a request that contains only an address.
geo place_at(const delivery_request& request, geo known);

/// Asks the geo service, caches its answers for all calls of the client, and raises the events.
class place_lookup {
public:
  /// `on_place(call, place)` gets the service's answer, null when there is none.
  place_lookup(worker_actor::pointer self, client_settings& settings, router_actor router,
               exchanges& with, std::function<void(active_call&, std::optional<geo>)> on_place)
    : self_(self),
      settings_(settings),
      router_(std::move(router)),
      exchanges_(with),
      on_place_(std::move(on_place)) {}

  /// Asks for `call`; false while no lookups are made, after recent failures.
  bool ask(active_call& call, const geo_lookup& lookup);

private:
  struct question {
    std::string ip_address = {};
    steady_time asked = {};
    bool had_fair_time = false;
  };

  void on_answer(active_call& call, const question& about, http_response& answer);
  /// `is_asked`: a request was sent.
  void on_failure(error reason, bool is_asked, bool had_fair_time);

  worker_actor::pointer self_;
  client_settings& settings_;
  router_actor router_;
  exchanges& exchanges_;
  std::function<void(active_call&, std::optional<geo>)> on_place_;
};

} // namespace target_sdk::detail
