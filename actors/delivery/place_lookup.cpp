#include "actors/delivery/place_lookup.hpp"

#include <utility>

#include "actors/delivery/geo_cache.hpp"
#include "delivery/headers.hpp"

namespace target_sdk::detail {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// A lookup that had less time and failed says nothing about the service.
constexpr milliseconds fair_time{250};

bool is_fault_of_service(const error& failure, bool had_fair_time) noexcept {
  switch (failure.kind) {
  case error_kind::timeout: return had_fair_time;
  case error_kind::overloaded:
  case error_kind::shutting_down:
  case error_kind::cancelled: return false;
  default: return true;
  }
}

http_request make_geo_request(const client_options& options, const geo_lookup& lookup,
                              const http_headers& own_fields, steady_clock::time_point deadline) {
  http_request request{.url = geo_url(options.artifact.cdn_base_path, options.secure),
                       .headers = {{"Accept", "application/json"}},
                       .deadline = deadline,
                       .connect_timeout = options.connect_timeout,
                       .max_response_size = options.max_response_size};
  if (lookup.ip_address)
    request.headers.emplace_back("x-forwarded-for", *lookup.ip_address);
  delivery::add_fields(request.headers, options.headers.geo);
  delivery::add_fields(request.headers, own_fields);
  return request;
}

/// The geolocation in the service's answer, or an error. The body of `answer` is consumed.
result<geo> read_geo_answer(http_response& answer) {
  if (answer.failure)
    return fail(answer.failure->kind, answer.failure->message);
  if (answer.status != 200)
    return tl::unexpected(error{.kind = error_kind::http_status,
                                .message = "status " + std::to_string(answer.status),
                                .http_status = answer.status});
  auto body = json::parse(std::move(answer.body)).value_or(json());
  auto place = apply_geo_answer({}, body, answer.headers);
  if (place == geo{} && !body.is_object())
    return fail(error_kind::malformed_response, "the answer tells no place");
  return place;
}

} // namespace

geo place_at(const delivery_request& request, geo known) {
  auto given = decided_geo(request);
  if (!known.ip_address)
    known.ip_address = std::move(given.ip_address);
  known.zip = std::move(given.zip);
  known.extra = std::move(given.extra);
  return known;
}

std::optional<geo> known_place(const client_settings& settings, const geo_lookup& lookup,
                               const delivery_request& request) {
  auto known = settings.places.find(lookup.ip_address.value_or(""), steady_clock::now());
  if (known) {
    settings.counters->on_known_place();
    known = place_at(request, std::move(*known));
  }
  return known;
}

bool place_lookup::ask(active_call& call, const geo_lookup& lookup) {
  auto& options = settings_.options;
  auto now = steady_clock::now();
  if (!settings_.places.may_ask(now)) {
    options.logger(log_level::debug, "no geo lookup, the service failed just now");
    settings_.counters->on_left_out_lookup();
    return false;
  }
  // A slow geo service may take half of a call's time, but must not make it fail.
  auto deadline = now + (call.record->deadline - now) / 2;
  bool has_fair_time = deadline - now >= fair_time;
  auto ip_address = lookup.ip_address.value_or("");
  exchanges_.start(
    call, traffic::geo, options.artifact.cdn_base_path,
    make_geo_request(options, lookup, call.record->call.headers.geo, deadline),
    [this, ip_address, now, has_fair_time](active_call& asked, http_response& answer) {
      on_answer(asked, {.ip_address = ip_address, .asked = now, .had_fair_time = has_fair_time},
                answer);
    });
  return true;
}

void place_lookup::on_answer(active_call& call, const question& about, http_response& answer) {
  auto place = read_geo_answer(answer);
  if (!place) {
    bool is_asked = call.stage == request_stage::sent;
    on_failure(std::move(place.error()), is_asked, about.had_fair_time);
    return on_place_(call, std::nullopt);
  }
  const auto now = steady_clock::now();
  settings_.counters->on_place(now - about.asked);
  settings_.places.keep(about.ip_address, *place, now);
  send_to(self_, router_, tell_subscribers{.event = geo_location_updated{.geo = *place}});
  on_place_(call, std::move(*place));
}

void place_lookup::on_failure(error reason, bool is_asked, bool had_fair_time) {
  settings_.counters->on_failed_lookup();
  auto& logger = settings_.options.logger;
  logger(log_level::warning, "the geo lookup failed: " + reason.message);
  if (is_asked && is_fault_of_service(reason, had_fair_time)
      && settings_.places.count_failure(steady_clock::now()))
    logger(log_level::warning, "the geo service is left alone for "
                                 + std::to_string(geo_cache::pause_after_failures.count()) + " s");
  send_to(self_, router_, tell_subscribers{.event = geo_lookup_failed{.error = std::move(reason)}});
}

} // namespace target_sdk::detail
