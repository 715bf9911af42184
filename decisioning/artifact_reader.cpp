#include "decisioning/artifact_reader.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include "decisioning/checked_reader.hpp"
#include "decisioning/rule_reader.hpp"

namespace target_sdk::decisioning {
namespace {

constexpr int supported_major = 1;

/// Lets an offence end the reading, or notes it and goes on.
class offence_log {
public:
  explicit offence_log(std::vector<std::string>* offences) noexcept : offences_(offences) {}

  template <class Part>
  void read(Part part) const {
    if (offences_ == nullptr)
      return part();
    try {
      part();
    } catch (const artifact_fault& fault) {
      offences_->push_back(fault.reason.message);
    }
  }

private:
  std::vector<std::string>* offences_;
};

void check_version(artifact_data& artifact, const json_pointer& place) {
  const auto version = optional_text(artifact.payload, "version", place);
  const auto text = version.value_or("undefined");
  int major = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), major);
  const bool is_number = code == std::errc() && (end == text.data() + text.size() || *end == '.');
  if (!is_number || major != supported_major)
    throw artifact_fault{
      {.kind = error_kind::malformed_response,
       .message = "The decisioning artifact version (" + std::string(text)
                  + ") is not supported. This library is compatible with this major version: "
                  + std::to_string(supported_major)}};
  artifact.version = *version;
}

bool optional_bool(json_view object, std::string_view key, const json_pointer& place) {
  const auto found = optional_member(object, key);
  if (found && !found->is_bool())
    refuse(json_pointer(place, key), "expected true or false");
  return found && *found->as_bool();
}

// The rules of `mboxes` or `views`; of repeated names the last counts, at the place of the first.
std::vector<location> read_locations(json_view rules, std::string_view kind,
                                     const json_pointer& place, rule_reader& reader,
                                     name_index& names, const offence_log& log) {
  std::vector<location> locations;
  const auto group = optional_object(rules, kind, place);
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
    log.read([&] {
      if (!list.is_array())
        refuse(here, "expected an array");
    });
    std::size_t index = 0;
    for (const auto rule : list.elements()) {
      log.read([&] { made.rules.push_back(reader.add(rule, json_pointer(here, index))); });
      ++index;
    }
    known.location = static_cast<std::uint32_t>(locations.size());
    locations.push_back(std::move(made));
  }
  return locations;
}

void index_names(name_index& names, const std::vector<std::string_view>& local,
                 const std::vector<std::string_view>& remote) {
  for (const auto name : local)
    names[name].is_local = true;
  for (std::size_t at = remote.size(); at-- > 0;)
    names[remote[at]].remote_position = static_cast<std::uint32_t>(at);
}

void read_names(artifact_data& artifact, const json_pointer& place) {
  const json_view payload = artifact.payload;
  artifact.meta = optional_object(payload, "meta", place).value_or(artifact.made.front());
  artifact.global_mbox = optional_text(payload, "globalMbox", place).value_or(artifact.global_mbox);
  artifact.geo_targeting_enabled = optional_bool(payload, "geoTargetingEnabled", place);
  artifact.response_tokens = text_list(payload, "responseTokens", place);
  artifact.local_mboxes = text_list(payload, "localMboxes", place);
  artifact.remote_mboxes = text_list(payload, "remoteMboxes", place);
  artifact.local_views = text_list(payload, "localViews", place);
  artifact.remote_views = text_list(payload, "remoteViews", place);
  const auto& tokens = artifact.response_tokens;
  for (std::size_t index = 0; index < geo_token_names.size(); ++index)
    artifact.geo_tokens[index] =
      std::find(tokens.begin(), tokens.end(), geo_token_names[index]) != tokens.end();
  artifact.has_geo_tokens = std::find(artifact.geo_tokens.begin(), artifact.geo_tokens.end(), true)
                            != artifact.geo_tokens.end();
}

void read_rules(artifact_data& artifact, const json_pointer& place, const offence_log& log) {
  const auto rules = optional_object(artifact.payload, "rules", place);
  if (!rules)
    refuse(json_pointer(place, "rules"), "expected an object");
  const json_pointer inside(place, "rules");
  rule_reader reader(artifact);
  log.read([&] {
    artifact.mboxes = read_locations(*rules, "mboxes", inside, reader, artifact.mbox_names, log);
  });
  log.read([&] {
    artifact.views = read_locations(*rules, "views", inside, reader, artifact.view_names, log);
  });
  artifact.rules.shrink_to_fit();
  artifact.expressions.nodes.shrink_to_fit();
  artifact.expressions.steps.shrink_to_fit();
  artifact.is_failure_logged = std::make_unique<std::atomic_flag[]>(artifact.rules.size());
  index_names(artifact.mbox_names, artifact.local_mboxes, artifact.remote_mboxes);
  index_names(artifact.view_names, artifact.local_views, artifact.remote_views);
}

} // namespace

result<std::unique_ptr<const artifact_data>> read_artifact(json payload, std::size_t source_size,
                                                           std::vector<std::string>* offences) {
  auto artifact = std::make_unique<artifact_data>();
  artifact->payload = std::move(payload);
  artifact->source_size = source_size;
  artifact->made.push_back(json::object());
  const offence_log log(offences);
  try {
    const json_pointer place;
    if (!artifact->payload.is_object())
      refuse(place, "expected an object");
    log.read([&] { check_version(*artifact, place); });
    log.read([&] { read_names(*artifact, place); });
    log.read([&] { read_rules(*artifact, place, log); });
  } catch (const artifact_fault& fault) {
    if (offences != nullptr)
      offences->push_back(fault.reason.message);
    return tl::unexpected<error>(fault.reason);
  }
  if (offences != nullptr && !offences->empty())
    return fail(error_kind::malformed_response, offences->front());
  return std::unique_ptr<const artifact_data>(std::move(artifact));
}

} // namespace target_sdk::decisioning
