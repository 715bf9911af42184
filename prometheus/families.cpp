#include "prometheus/families.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "prometheus/family_list.hpp"

namespace target_sdk::detail {
namespace {

double number(std::uint64_t count) {
  return static_cast<double>(count);
}

/// Who can answer calls of a kind; only errors come from nobody.
bool can_answer(call_kind kind, call_side side) {
  switch (side) {
  case call_side::none: return false;
  case call_side::on_device: return kind != call_kind::notifications;
  default: return kind != call_kind::decision;
  }
}

/// Calls `with(kind, side, finished)` for all pairs.
template <class With>
void for_each_pair(const metrics& figures, With with) {
  for (const auto kind : all_call_kinds)
    for (const auto side : all_call_sides)
      with(kind, side, figures[kind][side]);
}

/// A series for each kind of error that there can be.
void add_errors(family_list& to, const error_counts& counts, std::string_view label) {
  for (const auto kind : all_error_kinds)
    to.add(number(counts[kind]), {{label, to_string(kind)}});
}

void add_calls(family_list& to, const metrics& figures) {
  to.counter("calls_started_total", "Calls of users, those that were refused at once included.");
  for (const auto kind : all_call_kinds)
    to.add(number(figures[kind].started), {{"kind", to_string(kind)}});
  to.gauge("calls_open", "Calls that have not been answered yet.");
  for (const auto kind : all_call_kinds)
    to.add(number(figures[kind].open()), {{"kind", to_string(kind)}});
  to.counter("calls_total",
             "Finished calls by kind, who decided them, and how they ended: answered, "
             "or with a kind of error.");
  for_each_pair(figures, [&](call_kind kind, call_side side, const finished_calls& finished) {
    const auto add = [&](std::string_view outcome, std::uint64_t count) {
      to.add(number(count),
             {{"kind", to_string(kind)}, {"side", to_string(side)}, {"outcome", outcome}});
    };
    if (can_answer(kind, side))
      add("answered", finished.answered.count());
    if (can_answer(kind, side) || side == call_side::none || finished.failed.total() > 0)
      for (const auto error : all_error_kinds)
        add(to_string(error), finished.failed[error]);
  });
  to.durations("call_duration_seconds", "Time from a call to its answer; calls that ended with an "
                                        "error are left out.");
  for_each_pair(figures, [&](call_kind kind, call_side side, const finished_calls& finished) {
    if (can_answer(kind, side))
      to.add(finished.answered, {{"kind", to_string(kind)}, {"side", to_string(side)}});
  });
}

void add_attempts(family_list& to, const attempt_metrics& figures) {
  to.counter("attempts_total", "HTTP attempts at the Delivery API, repeated ones included.")
    .add(number(figures.made));
  to.counter("attempts_refused_total", "Attempts that were not made: their host is down.")
    .add(number(figures.refused));
  to.counter("retries_total", "Attempts that repeated one, by how that had failed; slow: made "
                              "beside one that took long.");
  add_errors(to, figures.retries, "reason");
  to.add(number(figures.retries_of_slow), {{"reason", "slow"}});
}

/// Those that were down most often, and one for all others.
std::vector<breaker_metrics> without_too_many(std::vector<breaker_metrics> all) {
  if (all.size() <= most_hosts)
    return all;
  std::stable_sort(all.begin(), all.end(), [](const auto& left, const auto& right) {
    return left.openings > right.openings;
  });
  breaker_metrics others{.host = "other"};
  for (std::size_t at = most_hosts; at < all.size(); ++at) {
    others.is_open = others.is_open || all[at].is_open;
    others.openings += all[at].openings;
    others.refused += all[at].refused;
    others.open_for = std::max(others.open_for, all[at].open_for);
  }
  all.resize(most_hosts);
  all.push_back(std::move(others));
  return all;
}

void add_breakers(family_list& to, const std::vector<breaker_metrics>& all) {
  const auto hosts = without_too_many(all);
  const auto add_all = [&](auto value_of) {
    for (const auto& each : hosts)
      to.add(value_of(each), {{"host", each.host}});
  };
  to.gauge("breaker_open", "1: requests to this host are refused, since it is down.");
  add_all([](const breaker_metrics& each) { return each.is_open ? 1.0 : 0.0; });
  to.gauge("breaker_open_duration_seconds", "Since the host is down; 0: it is not.");
  add_all([](const breaker_metrics& each) { return std::chrono::nanoseconds(each.open_for); });
  to.counter("breaker_openings_total", "How often a host began to be down.");
  add_all([](const breaker_metrics& each) { return number(each.openings); });
  to.counter("breaker_refused_total", "Requests that were refused since their host was down.");
  add_all([](const breaker_metrics& each) { return number(each.refused); });
}

void add_pool(family_list& to, const pool_metrics& figures) {
  to.counter("exchanges_total", "HTTP requests that were waiting or made, by how they ended: "
                                "answered, whatever the status, or with a kind of error.");
  to.add(number(figures.answered), {{"outcome", "answered"}});
  add_errors(to, figures.failed, "outcome");
  to.counter("exchanges_refused_total", "HTTP requests that were not even let wait.");
  add_errors(to, figures.refused, "reason");
  to.counter("exchanges_reused_total", "Answered HTTP requests over a connection that was open.")
    .add(number(figures.reused));
  to.counter("sent_bytes_total", "Bodies of HTTP requests, as transferred.")
    .add(number(figures.bytes_sent));
  to.counter("received_bytes_total", "Bodies of HTTP answers, as transferred.")
    .add(number(figures.bytes_received));
  to.counter("pool_wakes_total", "Times a message woke a sleeping I/O loop.")
    .add(number(figures.wakes));
  to.durations("exchange_queue_duration_seconds", "From an HTTP request to its connection.")
    .add(figures.queueing);
  to.durations("exchange_duration_seconds", "From the connection to the last byte of the answer.")
    .add(figures.exchange);
  to.gauge("exchanges_active", "HTTP requests in progress.").add(number(figures.active));
  to.gauge("exchanges_queued", "HTTP requests that wait for a connection or an address.")
    .add(number(figures.queued));
  to.gauge("connections_open", "Open connections.").add(number(figures.open_connections));
  add_breakers(to, figures.breakers);
}

void add_gateways(family_list& to, const std::vector<gateway_metrics>& all) {
  const auto add_all = [&](auto value_of) {
    for (const auto& each : all)
      to.add(value_of(each), {{"gateway", each.address}});
  };
  to.gauge("gateway_up", "1: this gateway takes calls.");
  add_all([](const gateway_metrics& each) { return each.is_up ? 1.0 : 0.0; });
  to.counter("gateway_calls_total", "Calls and reports that were given to a gateway; those that "
                                    "are asked again elsewhere count there, too.");
  add_all([](const gateway_metrics& each) { return number(each.calls); });
  to.counter("gateway_losses_total", "Times that a gateway was up and suddenly silent or gone.");
  add_all([](const gateway_metrics& each) { return number(each.losses); });
}

void add_pages(family_list& to, const page_metrics& figures) {
  to.counter("page_asks_total", "Asks of the parts of pages.").add(number(figures.asks));
  to.counter("page_requests_total", "Calls that went out for these, which share them.")
    .add(number(figures.requests));
}

void add_geo(family_list& to, const geo_metrics& figures) {
  to.counter("geo_lookups_total", "Places of visitors for decisions on the device: looked up "
                                  "(answered, failed), known from before, or left_out after "
                                  "failures.");
  to.add(number(figures.answered.count()), {{"outcome", "answered"}})
    .add(number(figures.failed), {{"outcome", "failed"}})
    .add(number(figures.known), {{"outcome", "known"}})
    .add(number(figures.left_out), {{"outcome", "left_out"}});
  to.durations("geo_lookup_duration_seconds", "Time of an answered lookup.").add(figures.answered);
}

std::string_view name_of(artifact_state state) {
  switch (state) {
  case artifact_state::loading: return "loading";
  case artifact_state::ready: return "ready";
  case artifact_state::degraded: return "degraded";
  case artifact_state::stopped: return "stopped";
  }
  return "unknown";
}

void add_artifact(family_list& to, const artifact_metrics& figures) {
  to.gauge("artifact_state", "1 for the state that the rules of on-device decisions are in.");
  for (const auto state : {artifact_state::loading, artifact_state::ready, artifact_state::degraded,
                           artifact_state::stopped})
    to.add(figures.state == state ? 1 : 0, {{"state", name_of(state)}});
  to.gauge("artifact_loaded", "1: there are rules to decide on.").add(figures.is_loaded ? 1 : 0);
  to.counter("artifact_loads_total", "Times that rules were asked for: new ones were loaded, those "
                                     "in use were unchanged, or it failed.");
  to.add(number(figures.loaded), {{"outcome", "loaded"}})
    .add(number(figures.unchanged), {{"outcome", "unchanged"}})
    .add(number(figures.failed), {{"outcome", "failed"}});
  to.gauge("artifact_age_seconds", "Since the rules in use were loaded.").add(figures.age);
  to.gauge("artifact_checked_age_seconds", "Since the rules were last known to be the latest.")
    .add(figures.checked);
  to.gauge("artifact_size_bytes", "Size of the rules in use, as text.").add(number(figures.size));
  to.gauge("artifact_compile_duration_seconds", "How long compiling the rules in use took.")
    .add(figures.compile_time);
}

void add_notifications(family_list& to, const notification_metrics& figures) {
  to.counter("notifications_accepted_total", "Notifications taken, to be sent in the background.")
    .add(number(figures.accepted));
  to.counter("notification_reports_refused_total", "Reports whose sender was told an error.")
    .add(number(figures.refused));
  to.counter("notification_requests_total", "Calls made to deliver notifications.")
    .add(number(figures.requests));
  to.counter("notifications_sent_total", "Notifications in these calls, repeated ones included.")
    .add(number(figures.sent));
  to.counter("notifications_confirmed_total", "Notifications that were delivered.")
    .add(number(figures.confirmed));
  to.counter("notifications_lost_total", "Notifications that were given up.")
    .add(number(figures.lost));
  to.gauge("notifications_waiting", "Notifications in memory, under way included.")
    .add(number(figures.waiting));
}

void add_outbox(family_list& to, const outbox_metrics& figures) {
  to.gauge("outbox_open", "1: there is an outbox on disk.").add(figures.is_open ? 1 : 0);
  to.gauge("outbox_notifications_waiting", "Notifications in the outbox.")
    .add(number(figures.waiting));
  to.gauge("outbox_size_bytes", "What they take in it, about.").add(number(figures.size));
  to.gauge("outbox_oldest_age_seconds", "Age of the oldest of them; 0: there is none.")
    .add(figures.oldest);
  to.counter("outbox_failed_writes_total", "Times that the disk refused.")
    .add(number(figures.failed_writes));
}

void add_events(family_list& to, const event_metrics& figures) {
  to.counter("events_total", "Events that the client raised.").add(number(figures.raised));
  to.counter("events_dropped_total", "Events that nobody heard of.").add(number(figures.dropped));
}

} // namespace

std::vector<::prometheus::MetricFamily> metric_families(const metrics& figures,
                                                        const metric_labels& labels) {
  family_list made(labels);
  add_calls(made, figures);
  add_attempts(made, figures.attempts);
  add_pool(made, figures.pool);
  add_gateways(made, figures.gateways);
  add_pages(made, figures.pages);
  add_geo(made, figures.geo);
  add_artifact(made, figures.artifact);
  add_notifications(made, figures.notifications);
  add_outbox(made, figures.outbox);
  add_events(made, figures.events);
  return std::move(made).take();
}

} // namespace target_sdk::detail
