#include "delivery/page/merge_asks.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "delivery/mbox_numbers.hpp"
#include "delivery/prepare.hpp"
#include "models/checker.hpp"

namespace target_sdk::delivery {
namespace {

/// All that a request says besides what it asks for.
auto frame_of(const delivery_request& request) {
  return std::tie(request.request_id, request.impression_id, request.id, request.environment_id,
                  request.property, request.trace, request.context, request.experience_cloud,
                  request.telemetry, request.notifications, request.qa_mode, request.preview,
                  request.extra);
}

bool have_same_frame(const get_offers& one, const get_offers& other) {
  return frame_of(one.request) == frame_of(other.request) && one.visit == other.visit
         && one.decisioning_method == other.decisioning_method && one.headers == other.headers;
}

/// Whether both ask for the same; their indexes do not count.
bool ask_the_same(const mbox_request& one, const mbox_request& other) {
  const auto words = [](const mbox_request& mbox) {
    return std::tie(mbox.name, mbox.address, mbox.parameters, mbox.profile_parameters, mbox.order,
                    mbox.product, mbox.extra);
  };
  return words(one) == words(other);
}

bool is_named(const mbox_request& mbox) noexcept {
  return mbox.name && !mbox.name->empty();
}

template <class Items, class Predicate>
bool has_any(const Items& items, Predicate predicate) {
  return std::any_of(items.begin(), items.end(), predicate);
}

bool have_common_name(const list<mbox_request>& some, const list<mbox_request>& others) {
  if (some.empty() || others.empty())
    return false;
  std::unordered_set<std::string_view> names; // A single ask may have any number.
  for (const auto& each : others)
    if (is_named(each))
      names.insert(*each.name);
  return has_any(
    some, [&](const mbox_request& one) { return is_named(one) && names.contains(*one.name); });
}

/// Whether one would execute what the other prefetches.
bool contradict(const execute_request& execute, const prefetch_request& prefetch) {
  return (execute.page_load && prefetch.page_load)
         || have_common_name(execute.mboxes, prefetch.mboxes);
}

/// Whether answers to both could not be told apart, or would hold each other's views.
bool are_confusable(const view_request& one, const view_request& other) {
  const auto are_distinct = [](const auto& x, const auto& y) {
    return x && y && !is_same_word(*x, *y);
  };
  return one != other && !are_distinct(one.name, other.name) && !are_distinct(one.key, other.key);
}

bool are_confusable(const list<view_request>& some, const list<view_request>& others) {
  return has_any(some, [&](const view_request& one) {
    return has_any(others, [&](const view_request& other) { return are_confusable(one, other); });
  });
}

bool differ(const boxed<request_details>& one, const boxed<request_details>& other) {
  return one && other && *one != *other;
}

/// What can be told apart by the ask alone that made it, or is new to us.
bool must_be_alone(const get_offers& ask) {
  const auto& request = ask.request;
  return !request.notifications.empty() || (request.execute && !request.execute->extra.empty())
         || (request.prefetch && !request.prefetch->extra.empty())
         || (request.execute && request.prefetch
             && contradict(*request.execute, *request.prefetch));
}

/// Adds the mboxes of an ask, each once, and tells under which index.
void add_mboxes(const list<mbox_request>& asked, list<mbox_request>& all,
                std::vector<ask_share::numbered_mbox>& share) {
  auto numbered = asked;
  number_mboxes(numbered);
  const auto known = all.size();
  for (auto& mbox : numbered) {
    if (!is_named(mbox)) { // It is dropped later, with a warning.
      all.push_back(std::move(mbox));
      continue;
    }
    auto at = std::size_t{0};
    while (at < known && !ask_the_same(all[at], mbox))
      ++at;
    const auto index = static_cast<std::int64_t>(at < known ? at : all.size());
    share.push_back({.own = *mbox.index, .shared = index});
    if (at == known) {
      mbox.index = index;
      all.push_back(std::move(mbox));
    }
  }
}

void add_views(const list<view_request>& asked, list<view_request>& all) {
  for (const auto& view : asked)
    if (!has_any(all, [&](const view_request& known) { return known == view; }))
      all.push_back(view);
}

char lower(char letter) noexcept {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

} // namespace

bool is_same_word(std::string_view one, std::string_view other) noexcept {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

result<void> check_ask(const get_offers& ask) {
  auto checked = check(ask.request, ask.headers, call_kind::offers, false);
  return checked ? detail::check_extra(ask.request) : checked;
}

std::size_t count_mboxes(const delivery_request& request) noexcept {
  return (request.execute ? request.execute->mboxes.size() : 0)
         + (request.prefetch ? request.prefetch->mboxes.size() : 0);
}

bool merged_asks::add(const get_offers& ask) {
  if (!shares_.empty() && !fits(ask))
    return false;
  if (shares_.empty()) {
    first_ = ask;
    is_exclusive_ = must_be_alone(ask);
  }
  take(ask);
  return true;
}

bool merged_asks::fits(const get_offers& ask) const {
  // Before mboxes are compared, each with each.
  if (count_mboxes() > max_mboxes_ || delivery::count_mboxes(ask.request) > max_mboxes_)
    return false;
  if (is_exclusive_ || must_be_alone(ask) || !have_same_frame(first_, ask))
    return false;
  static const auto& no_execute = *new const execute_request;
  static const auto& no_prefetch = *new const prefetch_request;
  const auto& execute = ask.request.execute ? *ask.request.execute : no_execute;
  const auto& prefetch = ask.request.prefetch ? *ask.request.prefetch : no_prefetch;
  if (differ(execute.page_load, execute_.page_load)
      || differ(prefetch.page_load, prefetch_.page_load) || contradict(execute, prefetch_)
      || contradict(execute_, prefetch) || are_confusable(prefetch.views, prefetch_.views))
    return false;
  const auto added =
    new_mboxes(execute.mboxes, execute_.mboxes) + new_mboxes(prefetch.mboxes, prefetch_.mboxes);
  return count_mboxes() + added <= max_mboxes_;
}

std::size_t merged_asks::count_mboxes() const noexcept {
  return execute_.mboxes.size() + prefetch_.mboxes.size();
}

std::size_t merged_asks::new_mboxes(const list<mbox_request>& asked,
                                    const list<mbox_request>& known) const {
  return static_cast<std::size_t>(
    std::count_if(asked.begin(), asked.end(), [&](const mbox_request& mbox) {
      return !has_any(known, [&](const mbox_request& other) { return ask_the_same(mbox, other); });
    }));
}

void merged_asks::take(const get_offers& ask) {
  auto& share = shares_.emplace_back();
  if (const auto& execute = ask.request.execute) {
    share.execute.is_asked = true;
    share.execute.page_load = execute->page_load.has_value();
    if (execute->page_load)
      execute_.page_load = execute->page_load;
    add_mboxes(execute->mboxes, execute_.mboxes, share.execute.mboxes);
  }
  if (const auto& prefetch = ask.request.prefetch) {
    share.prefetch.is_asked = true;
    share.prefetch.page_load = prefetch->page_load.has_value();
    if (prefetch->page_load)
      prefetch_.page_load = prefetch->page_load;
    add_mboxes(prefetch->mboxes, prefetch_.mboxes, share.prefetch.mboxes);
    share.views = prefetch->views;
    asks_with_views_ += prefetch->views.empty() ? 0 : 1;
    add_views(prefetch->views, prefetch_.views);
  }
}

get_offers merged_asks::take_call() {
  if (count() > 1) {
    if (execute_ != execute_request{})
      first_.request.execute = std::move(execute_);
    if (prefetch_ != prefetch_request{})
      first_.request.prefetch = std::move(prefetch_);
  }
  return std::move(first_);
}

} // namespace target_sdk::delivery
