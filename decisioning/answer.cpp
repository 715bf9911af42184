#include "decisioning/answer.hpp"

#include <utility>

namespace target_sdk::decisioning {
namespace {

// The tokens that the artifact lists and the place has.
void set_place_tokens(json_builder& tokens, const artifact_data& artifact, const geo& place) {
  const std::array<const std::optional<std::string>*, 3> texts{&place.city, &place.country_code,
                                                               &place.state_code};
  for (std::size_t index = 0; index < texts.size(); ++index)
    if (artifact.geo_tokens[index] && *texts[index])
      tokens.set(geo_token_names[index], std::string_view(**texts[index]));
  if (artifact.geo_tokens[3] && place.latitude)
    tokens.set(geo_token_names[3], *place.latitude);
  if (artifact.geo_tokens[4] && place.longitude)
    tokens.set(geo_token_names[4], *place.longitude);
}

bool has_place_tokens(const artifact_data& artifact, const geo& place) noexcept {
  const auto& listed = artifact.geo_tokens;
  return (listed[0] && place.city) || (listed[1] && place.country_code)
         || (listed[2] && place.state_code) || (listed[3] && place.latitude)
         || (listed[4] && place.longitude);
}

} // namespace

answer_maker::answer_maker(const std::shared_ptr<const compiled_artifact>& snapshot,
                           const geo& place, const log_sink& logger) noexcept
  : snapshot_(snapshot),
    place_(place),
    logger_(logger),
    has_place_tokens_(has_place_tokens(snapshot->data(), place)) {
}

void answer_maker::add_options(list<option>& options, const compiled_rule& rule,
                               const details& item, bool is_execute) {
  if (!options.has_value())
    options.emplace();
  if (rule.options.empty())
    return;
  if (options.empty())
    options.reserve(rule.options.size());
  // Without a place the tokens of a rule are always the same.
  const auto tokens = has_place_tokens_ ? response_tokens(rule) : json(snapshot_, rule.tokens);
  for (const auto& offered : rule.options) {
    if (is_execute && offered.is_blank)
      continue;
    auto& made = options.emplace_back();
    made.type = offered.type;
    if (offered.content)
      made.content = content_of(rule, offered, item);
    if (!is_execute && offered.prefetch_token)
      made.event_token.emplace(*offered.prefetch_token);
    made.response_tokens = tokens;
  }
}

json answer_maker::response_tokens(const compiled_rule& rule) const {
  auto tokens = json_builder::object();
  for (const auto [name, given] : rule.tokens.members())
    tokens.set(name, given);
  set_place_tokens(tokens, snapshot_->data(), place_);
  return std::move(tokens).build();
}

// Once a content is too large, later ones stay as written, too: trying them would take unbounded
// time.
json answer_maker::content_of(const compiled_rule& rule, const compiled_option& option,
                              const details& item) {
  if (option.macros && macro_room_ > 0) {
    const auto look_up = [&](std::string_view key) { return item.find(key); };
    if (auto made = option.macros->render(*option.content, look_up, macro_room_))
      return *std::move(made);
    macro_room_ = 0;
    if (logger_.enabled(log_level::warning))
      logger_(log_level::warning, "Macros stay as they are written from " + rule.place
                                    + " on: they make too much content.");
  }
  return json(snapshot_, *option.content);
}

} // namespace target_sdk::decisioning
