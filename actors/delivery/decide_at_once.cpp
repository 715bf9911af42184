#include "actors/delivery/decide_at_once.hpp"

#include <new>
#include <optional>
#include <utility>

#include "actors/answer_call.hpp"
#include "actors/caf_compat.hpp"
#include "actors/delivery/place_lookup.hpp"
#include "actors/late_call.hpp"
#include "decisioning/count_rules.hpp"
#include "delivery/interpret.hpp"

namespace target_sdk::detail {
namespace {

/// To pass a call on takes as long as to look at some hundred rules.
constexpr std::size_t max_rules = 200;

decisioning_method method_of(const accepted_call& record, const client_settings& settings) {
  return record.call.decisioning_method.value_or(settings.options.decisioning_method);
}

} // namespace

bool may_decide_at_once(const accepted_call& record, const client_settings& settings,
                        const published_artifact* published) {
  if (!published || !published->artifact || !record.opened || record.must_be_remote
      || record.kind != delivery::call_kind::offers || record.call.visit.visitor)
    return false;
  const auto method = method_of(record, settings);
  const auto& request = record.call.request;
  const auto& rules = *published->artifact;
  return method != decisioning_method::server_side && !geo_lookup_needed(rules, request)
         && decisioning::count_rules(rules, request) <= max_rules
         && (method != decisioning_method::hybrid
             || !find_remote_dependencies(rules, request).any());
}

result<local_decision> decide_at_once(accepted_call& record, client_settings& settings,
                                      const std::shared_ptr<const published_artifact>& published,
                                      supplemental_data_id id) try {
  // To look at the clock takes a measurable part of a decision.
  if (record.deadline != steady_time::max() && std::chrono::steady_clock::now() >= record.deadline)
    return tl::unexpected(late_call_error());
  const auto method = method_of(record, settings);
  const auto now = std::chrono::system_clock::now();
  const auto& visit = record.call.visit;
  auto visitor = delivery::own_visitor(visit, settings.options, now);
  const bool draws_id =
    id == supplemental_data_id::drawn && delivery::wants_supplemental_data_id(record.call.request);
  const auto share =
    delivery::share_visitor(visitor, delivery::consumer_of(visit), draws_id, settings.random);
  delivery::prepared_call prepared;
  const auto described = [&prepared](error err) {
    return delivery::describe(std::move(err), prepared, 0);
  };
  if (auto checked = prepare_call(settings, std::move(record.call), record.kind, share,
                                  published.get(), now, prepared);
      !checked)
    return tl::unexpected(described(std::move(checked.error())));
  std::optional<geo> place;
  if (published && published->artifact)
    if (auto lookup = geo_lookup_needed(*published->artifact, prepared.request))
      place = known_place(settings, *lookup, prepared.request);
  record.side = call_side::on_device;
  return decide_locally(std::move(prepared), published, settings, method, std::move(place),
                        record.started)
    .map_error(described);
} catch (const std::bad_alloc&) {
  return fail(error_kind::overloaded, "no memory to decide the request");
}

void answer_at_once(call_ptr record, caf::mailbox_element_ptr message,
                    result<local_decision>&& decided) {
  auto& call = *record;
  const auto deliver = [&](auto&& answer) {
    record = nullptr; // What it holds may belong to a system that the sender ends next.
    reply(std::move(message), caf::make_message(std::forward<decltype(answer)>(answer)));
  };
  if (!decided)
    return answer_by(call, std::move(decided.error()), deliver);
  if (call.story)
    call.story->request_id = decided->answer.info.request_id;
  answer_by(call, std::move(decided->answer), {}, deliver);
}

} // namespace target_sdk::detail
