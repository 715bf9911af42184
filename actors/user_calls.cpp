#include "actors/user_calls.hpp"

#include <algorithm>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>

#include "actors/caf_compat.hpp"

namespace target_sdk::detail {

namespace {

auto is(actor_identity who) {
  return [who](const call_listener& each) { return identity_of(each.who) == who; };
}

} // namespace

template <class Change>
void user_calls::change(Change make) {
  auto seen = listeners_.load();
  std::shared_ptr<const call_listeners> next;
  do {
    auto all = seen ? *seen : call_listeners();
    make(all);
    next = all.empty() ? nullptr : std::make_shared<const call_listeners>(std::move(all));
  } while (!listeners_.replace(seen, next));
  are_told_.store(next != nullptr);
}

void user_calls::add(const call_listener& listener) {
  if (!listener.who || has_stopped_)
    return;
  change([&](call_listeners& all) {
    if (std::none_of(all.begin(), all.end(), is(identity_of(listener.who))))
      all.push_back(listener);
  });
}

void user_calls::remove(actor_identity who) {
  change([who](call_listeners& all) { std::erase_if(all, is(who)); });
}

void user_calls::stop_telling() {
  has_stopped_ = true;
  change([](call_listeners& all) { all.clear(); });
}

void user_calls::tell(const call_finished& call) const {
  const auto all = listeners_.load();
  if (!all)
    return;
  for (const auto& each : *all)
    if (!each.waiting || each.waiting->add())
      send_anonymously(caf::actor_cast<caf::actor>(each.who), call);
    else
      counted->on_dropped_event();
}

void user_calls::refuse(call_kind kind, const trace_context& trace, const error& why) const {
  counted->on_start(kind);
  counted->on_failure(kind, call_side::none, why.kind);
  if (are_told())
    tell({.kind = kind,
          .is_answered = false,
          .error = why,
          .trace = trace,
          .started = std::chrono::system_clock::now()});
}

} // namespace target_sdk::detail
