#include "tools/targetctl/decide_input.hpp"

#include <string_view>
#include <vector>

#include <target_sdk/models/serialization.hpp>

#include "tools/targetctl/decide_clock.hpp"
#include "tools/targetctl/read_file.hpp"

namespace target_sdk::tools {
namespace {

result<artifact_snapshot> load(const std::string& path, const std::string& organization_id) {
  const auto located = locate_artifact(path);
  if (located.is_url)
    return fail(error_kind::invalid_request, "artifact: decisions are made without a network");
  // Standard input has the lines.
  auto bytes = read_file(located.place == "-" ? "./-" : located.place);
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

result<std::vector<std::string>> texts_of(const json& line, std::string_view member) {
  std::vector<std::string> names;
  const auto given = line[member];
  if (!given.is_array() && !given.is_null())
    return expected(member, "an array");
  for (const auto name : given.elements()) {
    if (!name.is_string())
      return expected(std::string(member) + '[' + std::to_string(names.size()) + ']', "a string");
    names.emplace_back(name.string_or_empty());
  }
  return names;
}

result<bool> flag_of(const json& line, std::string_view member, bool otherwise) {
  const auto given = line[member];
  if (!given.is_bool() && !given.is_null())
    return expected(member, "true or false");
  return given.as_bool().value_or(otherwise);
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
  input.names_client = !line["client"].is_null();
  input.is_fetched = read->artifact_source == "fetch";
  if (!input.is_fetched && !read->artifact_source.empty() && read->artifact_source != "payload")
    return expected("artifactSource", "payload or fetch");
  const auto telemetry_enabled = flag_of(line, "telemetryEnabled", true);
  if (!telemetry_enabled)
    return tl::unexpected<error>(telemetry_enabled.error());
  input.telemetry_enabled = *telemetry_enabled;
  const auto now_ms = decide_clock(line);
  if (!now_ms)
    return tl::unexpected<error>(now_ms.error());
  input.call.now_ms = *now_ms;
  auto mboxes = texts_of(line, "onDeviceAllMatchingRulesMboxes");
  if (!mboxes)
    return tl::unexpected<error>(std::move(mboxes).error());
  input.settings.all_matching_rules_mboxes = std::move(*mboxes);
  if (const auto answer = line.find("mockGeo"); !answer)
    input.geo_answer = json::object();
  else if (!answer->is_object() && !answer->is_null())
    return expected("mockGeo", "an object");
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
  const auto& token = input.settings.property_token;
  if (!input.request.property && !token.empty())
    input.request.property = property{.token = token};
  return input;
}

} // namespace target_sdk::tools
