#include "actors/delivery/local_decision.hpp"

#include <new>
#include <utility>

#include "delivery/telemetry.hpp"
#include "delivery/wall_time.hpp"

namespace target_sdk::detail {

using std::chrono::steady_clock;
using std::chrono::system_clock;

geo place_at(const delivery_request& request, geo known) {
  auto given = decided_geo(request);
  if (!known.ip_address)
    known.ip_address = std::move(given.ip_address);
  known.zip = std::move(given.zip);
  return known;
}

void describe_remote(decision_meta& meta, const remote_dependencies& remote) {
  meta.remote_mboxes = remote.mboxes;
  meta.remote_views = remote.views;
}

result<local_decision> decide_locally(delivery::prepared_call&& call,
                                      const std::shared_ptr<const published_artifact>& published,
                                      const client_options& options, decisioning_method method,
                                      std::optional<geo> place, const random_source& random,
                                      steady_clock::time_point started) try {
  auto now = system_clock::now();
  auto decided = decide(artifact_of(published), call.request, published->settings,
                        {.now_ms = delivery::milliseconds_since_epoch(now),
                         .random = random,
                         .session_id = call.session_id,
                         .location_hint = call.cluster,
                         .geo = std::move(place)});
  local_decision result;
  if (!decided.notifications.empty())
    result.impressions = {
      .request = impression_request(call.request, decided),
      .visit = {.target_location_hint = call.cluster, .session_id = call.session_id}};
  if (options.telemetry_enabled) {
    delivery::call_times times{.execution = steady_clock::now() - started};
    result.telemetry =
      delivery::make_telemetry_entry(call.request, decided.response, method, times, now);
  }
  result.answer = delivery::make_offers(std::move(call), std::move(decided.response),
                                        delivery::call_kind::offers, now);
  result.answer.meta.decisioning_method = decisioning_method::on_device;
  describe_remote(result.answer.meta, decided.remote);
  return result;
} catch (const std::bad_alloc&) {
  return fail(error_kind::overloaded, "no memory to decide the request");
}

} // namespace target_sdk::detail
