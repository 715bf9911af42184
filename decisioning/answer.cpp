#include "decisioning/answer.hpp"

#include <utility>

namespace target_sdk::decisioning {
namespace {

/// Those that execute has dropped have no place among the options.
void add_to_options(list<option>& options, const other_members& others, const compiled_rule& rule,
                    bool is_execute) {
  auto at = options.size();
  for (auto position = rule.options.size(); position-- > 0;)
    if (!is_execute || !rule.options[position].is_blank)
      options[--at].extra = others.options[position];
}

template <class Member>
void complete(Member& member, const Member& other) {
  if (!member)
    member = other;
}

void complete(extra_members& members, const extra_members& others) {
  if (others.empty())
    return;
  if (members.empty()) {
    members = others;
    return;
  }
  // The first value of a name counts, at the first place.
  auto made = json_builder::object();
  const auto first = members.as_object();
  for (const auto& each : {first, others.as_object(), first})
    for (const auto [name, member] : each.members())
      made.set(name, member);
  members = std::move(made).build();
}

template <class Entry>
void complete_entry(Entry& entry, const Entry& others) {
  complete(entry.analytics, others.analytics);
  complete(entry.state, others.state);
  complete(entry.extra, others.extra);
}

} // namespace

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
  json placed;
  if (has_place_tokens_)
    placed = with_place_tokens(rule.tokens, snapshot_->data().response_tokens, place_);
  for (const auto& offered : rule.options) {
    if (is_execute && offered.is_blank)
      continue;
    auto& made = options.emplace_back();
    if (offered.type)
      made.type.emplace(*offered.type);
    else if (offered.new_type)
      made.type = *offered.new_type;
    if (offered.content)
      made.content = content_of(rule, offered, item);
    if (!is_execute && offered.has_prefetch_token)
      made.event_token.emplace(offered.prefetch_token);
    if (has_place_tokens_)
      made.response_tokens = placed;
    else
      made.response_tokens.emplace(snapshot_, rule.tokens);
  }
}

void answer_maker::add_others(mbox_response& entry, const other_members& others,
                              const compiled_rule& rule, bool is_execute) {
  add_to_options(entry.options, others, rule, is_execute);
  complete_entry(entry, others.mbox);
}

void answer_maker::add_others(view& entry, const other_members& others, const compiled_rule& rule,
                              bool is_execute) {
  add_to_options(entry.options, others, rule, is_execute);
  complete(entry.id, others.view.id);
  complete(entry.key, others.view.key);
  complete_entry(entry, others.view);
}

void answer_maker::add_others(page_load_response& entry, const other_members& others,
                              const compiled_rule& rule, bool is_execute) {
  add_to_options(entry.options, others, rule, is_execute);
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
      logger_(log_level::warning, "Macros stay as they are written from "
                                    + snapshot_->data().place_of(rule)
                                    + " on: they make too much content.");
  }
  return json(snapshot_, *option.content);
}

} // namespace target_sdk::decisioning
