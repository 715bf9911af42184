#include "tools/targetctl/decide_input.hpp"

#include <chrono>
#include <cmath>

#include <target_sdk/models/serialization.hpp>

#include "tools/targetctl/read_file.hpp"

namespace target_sdk::tools {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

result<artifact_snapshot> load(const std::string& path, const std::string& organization_id) {
  // Standard input has the lines.
  auto bytes = read_file(path == "-" ? "./-" : path);
  if (!bytes)
    return fail(error_kind::invalid_request, "artifact: " + bytes.error().message);
  const auto format = artifact_format_of({}, path);
  return compile_artifact(*std::move(bytes), format.value_or(artifact_format::json),
                          organization_id);
}

tl::unexpected<error> expected(std::string_view member, std::string_view kind) {
  return fail(error_kind::invalid_request, std::string(member) + ": expected " + std::string(kind));
}

result<std::string> text(const json& line, std::string_view member) {
  const auto given = line.find(member);
  if (!given || given->is_null())
    return std::string();
  if (!given->is_string())
    return expected(member, "a string");
  return std::string(given->string_or_empty());
}

std::int64_t whole(json_view number) {
  return static_cast<std::int64_t>(std::trunc(number.as_double().value_or(0)));
}

// Date.UTC: missing parts are 0, months count from 0, what is too much carries.
std::int64_t mocked_time(json_view date) {
  using namespace std::chrono;
  auto year = whole(date["year"]);
  if (year >= 0 && year <= 99)
    year += 1900;
  const auto months = year * 12 + whole(date["month"]);
  const auto month = ((months % 12) + 12) % 12;
  const std::chrono::year_month_day first(
    std::chrono::year(static_cast<int>((months - month) / 12)),
    std::chrono::month(static_cast<unsigned>(month) + 1), std::chrono::day(1));
  const auto days = sys_days(first).time_since_epoch().count() + whole(date["date"]) - 1;
  return days * day_ms + whole(date["hours"]) * 3'600'000 + whole(date["minutes"]) * 60'000
         + whole(date["seconds"]) * 1000;
}

std::int64_t time_of(const json& line) {
  if (line["mockDate"].is_object())
    return mocked_time(line["mockDate"]);
  if (line["nowMs"].is_number())
    return whole(line["nowMs"]);
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

struct texts {
  std::string organization_id, environment, artifact_location, artifact_source;
};

result<texts> read_texts(const json& line, decide_input& input) {
  texts read;
  const std::pair<std::string_view, std::string*> members[] = {
    {"client", &input.settings.client},        {"organizationId", &read.organization_id},
    {"environment", &read.environment},        {"artifactLocation", &read.artifact_location},
    {"artifactSource", &read.artifact_source}, {"propertyToken", &input.settings.property_token},
    {"sessionId", &input.call.session_id},     {"targetLocationHint", &input.call.location_hint}};
  for (const auto& [member, target] : members) {
    auto given = text(line, member);
    if (!given)
      return tl::unexpected<error>(given.error());
    *target = std::move(*given);
  }
  return read;
}

} // namespace

result<artifact_snapshot> artifact_shelf::find(const json& artifact,
                                               const std::string& organization_id) {
  if (!artifact.is_string())
    return compile_artifact(artifact);
  const std::string path(artifact.string_or_empty());
  const auto key = path + '\n' + organization_id;
  auto known = by_path_.find(key);
  if (known == by_path_.end())
    known = by_path_.emplace(key, load(path, organization_id)).first;
  return known->second;
}

result<decide_input> read_decide_input(const json& line) {
  decide_input input;
  auto read = read_texts(line, input);
  if (!read)
    return tl::unexpected<error>(read.error());
  input.artifact = line["artifact"];
  input.organization_id = read->organization_id;
  input.is_fetched = read->artifact_source == "fetch";
  input.telemetry_enabled = line["telemetryEnabled"].as_bool().value_or(true);
  input.call.now_ms = time_of(line);
  for (const auto name : line["onDeviceAllMatchingRulesMboxes"].elements())
    input.settings.all_matching_rules_mboxes.emplace_back(name.string_or_empty());
  if (const auto answer = line.find("mockGeo"); !answer)
    input.geo_answer = json::object();
  else if (!answer->is_null())
    input.geo_answer = line.part(*answer);

  auto& trace = input.settings.artifact;
  trace.last_retrieved_ms = input.call.now_ms;
  if (input.is_fetched)
    trace.location = !read->artifact_location.empty()
                       ? read->artifact_location
                       : artifact_url({.client = input.settings.client,
                                       .environment = read->environment,
                                       .property_token = input.settings.property_token});
  if (!line["request"].is_object())
    return expected("request", "an object");
  auto request = from_json<delivery_request>(line["request"]);
  if (!request)
    return tl::unexpected<error>(request.error());
  input.request = std::move(*request);
  return input;
}

} // namespace target_sdk::tools
