#include "decisioning/artifact/artifact_reader.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "decisioning/artifact/checked_reader.hpp"
#include "decisioning/artifact/rule_reader.hpp"
#include "decisioning/values/js_string.hpp"
#include "models/js_blanks.hpp"

namespace target_sdk::decisioning {
namespace {

// Only the major version counts, as read by JavaScript's parseInt: other engines ignore the rest,
// so files may contain anything there.
bool is_supported(std::string_view version) noexcept {
  version = detail::trim_js(version);
  if (version.starts_with('+'))
    version.remove_prefix(1);
  version.remove_prefix(std::min(version.find_first_not_of('0'), version.size()));
  return version.substr(0, version.find_first_not_of("0123456789")) == "1";
}

void check_version(artifact_data& artifact, const json_pointer& place, offence_log& log) {
  const auto found = optional_member(artifact.payload, "version");
  if (found && !found->is_string())
    return log.note(json_pointer(place, "version"), "expected a string");
  artifact.version = found ? found->string_or_empty() : "undefined";
  if (!is_supported(artifact.version))
    log.note("The decisioning artifact version (" + std::string(artifact.version)
             + ") is not supported. This library is compatible with this major version: 1");
}

// The rules of `mboxes` or `views`; of repeated names the last counts, at the place of the first.
std::vector<location> read_locations(json_view rules, std::string_view kind,
                                     const json_pointer& place, rule_reader& reader,
                                     name_index& names, offence_log& log) {
  const checked_reader read(log);
  std::vector<location> locations;
  const auto group = read.object(rules, kind, place);
  if (!group)
    return locations;
  const json_pointer inside(place, kind);
  locations.reserve(group->size());
  for (const auto [name, unused] : group->members()) {
    auto& known = names[name];
    if (known.location)
      continue;
    const json_pointer here(inside, name);
    const auto list = (*group)[name];
    location made{.name = name, .rules = {}};
    made.rules.reserve(list.size());
    if (!list.is_array())
      log.note(here, "expected an array");
    std::size_t index = 0;
    for (const auto rule : list.elements()) {
      const json_pointer at(here, index++);
      if (read.object_at(rule, at))
        made.rules.push_back(reader.add(rule, at, kind == "views"));
    }
    known.location = static_cast<std::uint32_t>(locations.size());
    locations.push_back(std::move(made));
  }
  return locations;
}

// Of those that can be valid: others must not cost memory.
std::size_t count_valid_rules(json_view rules) {
  std::size_t count = 0;
  for (const auto* const kind : {"mboxes", "views"})
    for (const auto [name, list] : rules[kind].members())
      for (const auto rule : list.elements())
        count += rule["consequence"].is_object() ? 1 : 0;
  return count;
}

void index_names(name_index& names, const std::vector<std::string_view>& local,
                 const std::vector<std::string_view>& remote) {
  for (const auto name : local)
    names[name].is_local = true;
  for (std::size_t at = remote.size(); at-- > 0;)
    names[remote[at]].remote_position = static_cast<std::uint32_t>(at);
}

void read_names(artifact_data& artifact, const json_pointer& place, offence_log& log) {
  const checked_reader read(log);
  const json_view payload = artifact.payload;
  artifact.meta = read.object(payload, "meta", place).value_or(artifact.made.front());
  if (const auto name = read.text(payload, "globalMbox", place); name && !name->empty())
    artifact.global_mbox = *name;
  artifact.geo_targeting_enabled = read.flag(payload, "geoTargetingEnabled", place);
  artifact.response_tokens = list_tokens(read.texts(payload, "responseTokens", place));
  artifact.local_mboxes = read.texts(payload, "localMboxes", place);
  artifact.remote_mboxes = read.texts(payload, "remoteMboxes", place);
  artifact.local_views = read.texts(payload, "localViews", place);
  artifact.remote_views = read.texts(payload, "remoteViews", place);
}

void read_rules(artifact_data& artifact, const json_pointer& place, offence_log& log) {
  const auto rules = checked_reader(log).required_object(artifact.payload, "rules", place);
  if (!rules)
    return;
  const json_pointer inside(place, "rules");
  rule_reader reader(artifact, log);
  artifact.rules.reserve(count_valid_rules(*rules));
  artifact.mboxes = read_locations(*rules, "mboxes", inside, reader, artifact.mbox_names, log);
  artifact.views = read_locations(*rules, "views", inside, reader, artifact.view_names, log);
  artifact.expressions.nodes.shrink_to_fit();
  artifact.expressions.steps.shrink_to_fit();
  artifact.is_failure_logged = std::make_unique<std::atomic_flag[]>(artifact.rules.size());
  index_names(artifact.mbox_names, artifact.local_mboxes, artifact.remote_mboxes);
  index_names(artifact.view_names, artifact.local_views, artifact.remote_views);
}

} // namespace

tl::expected<std::unique_ptr<const artifact_data>, std::vector<std::string>>
read_artifact(json payload, std::size_t source_size) {
  auto artifact = std::make_unique<artifact_data>();
  artifact->payload = std::move(payload);
  artifact->source_size = source_size;
  artifact->made.push_back(json::object());
  offence_log log;
  try {
    const json_pointer place;
    if (!artifact->payload.is_object())
      log.stop(place, "expected an object");
    check_version(*artifact, place, log);
    read_names(*artifact, place, log);
    read_rules(*artifact, place, log);
  } catch (const reading_ended&) {
    // The log says why.
  }
  if (!log.empty())
    return tl::unexpected(std::move(log).take());
  return std::unique_ptr<const artifact_data>(std::move(artifact));
}

} // namespace target_sdk::decisioning
