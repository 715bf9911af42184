#include "actors/delivery/local_decision.hpp"

#include <new>
#include <utility>

#include "actors/caf_compat.hpp"
#include "actors/telemetry/keep_telemetry.hpp"
#include "delivery/telemetry.hpp"
#include "delivery/wall_time.hpp"

namespace target_sdk::detail {
namespace {

using std::chrono::steady_clock;
using std::chrono::system_clock;

void warn_of_missing_user_agent(client_settings& settings, const delivery_request& request) {
  bool web = request.context && request.context->channel == channel_type::web;
  if (web && !request.context->user_agent && !request.context->client_hints
      && !settings.warned_of_missing_user_agent
      && !settings.warned_of_missing_user_agent.exchange(true))
    settings.options.logger(
      log_level::warning,
      "a web request has no context.userAgent; its visits may count as bots (said once)");
}

} // namespace

result<void> prepare_call(client_settings& settings, get_offers&& call, delivery::call_kind kind,
                          const delivery::visitor_share& visitor,
                          const published_artifact* published, delivery::wall_time now,
                          delivery::prepared_call& into) {
  delivery::circumstances where{.options = settings.options,
                                .random = settings.random,
                                .now = now,
                                .utc_offset = delivery::local_utc_offset(now),
                                .telemetry_waits = settings.telemetry.size() > 0};
  if (published)
    where.learned_hint = published->learned_hint;
  auto checked = delivery::prepare(std::move(call), kind, visitor, where, into);
  if (!checked)
    return checked;
  for (auto& warning : into.warnings)
    settings.options.logger(log_level::warning, warning);
  warn_of_missing_user_agent(settings, into.request);
  return checked;
}

void describe_remote(decision_meta& meta, const remote_dependencies& remote) {
  meta.remote_mboxes = remote.mboxes;
  meta.remote_views = remote.views;
}

result<local_decision> decide_locally(delivery::prepared_call&& call,
                                      const std::shared_ptr<const published_artifact>& published,
                                      const client_settings& settings, decisioning_method method,
                                      std::optional<geo> place,
                                      steady_clock::time_point started) try {
  if (!settings.decides_locally())
    return fail(error_kind::invalid_configuration,
                "decisioning_method: a client of server_side has no rules for decisions on the "
                "device; create it as on_device or hybrid");
  if (!published || !published->artifact)
    return fail(error_kind::not_ready, "Unable to fulfill request; decisioning engine not ready.");
  auto now = system_clock::now();
  auto decided = decide(artifact_of(published), call.request, published->settings,
                        {.now_ms = delivery::milliseconds_since_epoch(now),
                         .random = settings.random,
                         .session_id = call.session_id,
                         .location_hint = call.cluster,
                         .geo = std::move(place)});
  local_decision result;
  if (!decided.notifications.empty())
    result.impressions = {
      .request = impression_request(call.request, decided),
      .visit = {.target_location_hint = call.cluster, .session_id = call.session_id}};
  auto took = result.took = steady_clock::now() - started;
  call_info info{.request_id = call.request.request_id.value_or(""),
                 .duration = std::chrono::duration_cast<std::chrono::microseconds>(took)};
  if (settings.options.telemetry_enabled) {
    delivery::call_times times{.execution = took};
    result.telemetry =
      delivery::make_telemetry_entry(call.request, decided.response, method, times, now);
  }
  result.answer = delivery::make_offers(std::move(call), std::move(decided.response),
                                        delivery::call_kind::offers, now);
  result.answer.meta.decisioning_method = decisioning_method::on_device;
  result.answer.info = std::move(info);
  describe_remote(result.answer.meta, decided.remote);
  result.answer.meta.remote_qa_mode = decided.remote.qa_mode;
  return result;
} catch (const std::bad_alloc&) {
  return fail(error_kind::overloaded, "no memory to decide the request");
}

void hand_over(local_decision& decision, client_settings& settings, const router_actor& router,
               const notification_actor& notification) {
  if (decision.telemetry)
    keep_telemetry(settings, router, std::move(*decision.telemetry));
  if (!decision.impressions.request.notifications.empty() && notification)
    send_anonymously(notification, impressions{.call = std::move(decision.impressions)});
}

} // namespace target_sdk::detail
