#include "tools/targetctl/decide_output.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <target_sdk/models/serialization.hpp>

#include "tools/targetctl/written_json.hpp"

namespace target_sdk::tools {
namespace {

double milliseconds(std::chrono::nanoseconds time) {
  return std::round(static_cast<double>(time.count()) / 1e4) / 100;
}

std::string list_of(const std::vector<std::string>& names) {
  written_array out;
  for (const auto& name : names)
    out.add(name);
  return std::move(out).take();
}

std::string response_text(const decide_input& input, const decision& decided) {
  auto rest = decided.response;
  rest.status.reset();
  if (!input.names_client)
    rest.client.reset();
  written_object first;
  first.set("status", decided.response.status.value_or(0));
  first.set_json("remoteMboxes", list_of(decided.remote.mboxes));
  first.set_json("remoteViews", list_of(decided.remote.views));
  auto out = std::move(first).take();
  out.back() = ','; // The rest has at least a requestId.
  return out + to_json_text(rest).substr(1);
}

telemetry_features features_of(const delivery_request& request) {
  telemetry_features features;
  features.decisioning_method = decisioning_method::on_device;
  const auto count = [](auto size) {
    return size > 0 ? std::optional(static_cast<std::int64_t>(size)) : std::nullopt;
  };
  // Those without a name were dropped before deciding.
  const auto named = [](const auto& mboxes) {
    return std::count_if(mboxes.begin(), mboxes.end(),
                         [](const auto& mbox) { return mbox.name && !mbox.name->empty(); });
  };
  const auto flag = [](bool is_set) { return is_set ? std::optional(true) : std::nullopt; };
  if (request.execute) {
    features.execute_mbox_count = count(named(request.execute->mboxes));
    features.execute_page_load = flag(request.execute->page_load.has_value());
  }
  if (request.prefetch) {
    features.prefetch_mbox_count = count(named(request.prefetch->mboxes));
    features.prefetch_page_load = flag(request.prefetch->page_load.has_value());
    features.prefetch_view_count = count(request.prefetch->views.size());
  }
  return features;
}

telemetry telemetry_of(const decide_input& input, const decision& decided,
                       const decide_times& times) {
  telemetry made;
  if (input.is_fetched) {
    auto& entry = made.entries.emplace_back();
    entry.request_id = "ArtifactDownload";
    entry.timestamp = input.call.now_ms;
    entry.execution = milliseconds(times.execution);
    entry.parsing = milliseconds(times.parsing);
  }
  auto& entry = made.entries.emplace_back();
  entry.request_id = decided.response.request_id;
  entry.timestamp = input.call.now_ms;
  entry.mode = execution_mode::local;
  entry.execution = milliseconds(times.execution);
  entry.parsing = milliseconds(times.parsing);
  entry.features = features_of(input.request);
  return made;
}

std::string notifications_text(const decide_input& input, const decision& decided,
                               const decide_times& times) {
  if (decided.notifications.empty() && !input.telemetry_enabled)
    return "[]";
  auto request = impression_request(input.request, decided);
  request.property.reset();
  request.environment_id.reset();
  request.qa_mode.reset();
  request.trace.reset();
  if (input.telemetry_enabled)
    request.telemetry = telemetry_of(input, decided, times);
  written_object call;
  call.set_json("request", to_json_text(request));
  written_array calls;
  calls.add_json(std::move(call).take());
  return std::move(calls).take();
}

std::string lookups_text(const std::vector<geo_lookup>& lookups) {
  written_array out;
  for (const auto& lookup : lookups) {
    written_object headers;
    if (lookup.ip_address)
      headers.set("x-forwarded-for", *lookup.ip_address);
    written_object each;
    each.set("url", geo_url());
    each.set_json("headers", std::move(headers).take());
    out.add_json(std::move(each).take());
  }
  return std::move(out).take();
}

} // namespace

std::string decide_output(const decide_input& input, const decision& decided,
                          const std::vector<geo_lookup>& lookups, const decide_times& times) {
  written_object out;
  out.set_json("response", response_text(input, decided));
  out.set_json("notifications", notifications_text(input, decided, times));
  out.set_json("geoLookups", lookups_text(lookups));
  return std::move(out).take();
}

std::string decide_error(std::string_view message) {
  written_object out;
  out.set_json("response", "null");
  out.set_json("notifications", "[]");
  out.set("error", message);
  return std::move(out).take();
}

} // namespace target_sdk::tools
