#include "decisioning/answer.hpp"

#include <utility>

namespace target_sdk::decisioning {

answer_maker::answer_maker(const std::shared_ptr<const compiled_artifact>& snapshot,
                           const geo& place, const log_sink& logger) noexcept
  : snapshot_(snapshot),
    place_(place),
    logger_(logger),
    has_place_tokens_(has_place_tokens(snapshot->data().response_tokens, place)) {
}

void answer_maker::add_options(list<option>& options, const compiled_rule& rule,
                               const request_item& item, bool is_execute) {
  if (!options.has_value())
    options.emplace();
  if (rule.options.empty())
    return;
  if (options.empty())
    options.reserve(rule.options.size());
  // Without a place the tokens of a rule are always the same.
  const auto tokens = has_place_tokens_
                        ? with_place_tokens(rule.tokens, snapshot_->data().response_tokens, place_)
                        : json(snapshot_, rule.tokens);
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

// Once a content is too large, later ones stay as written, too: trying them would take unbounded
// time.
json answer_maker::content_of(const compiled_rule& rule, const compiled_option& option,
                              const request_item& item) {
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
