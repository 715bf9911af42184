#include "actors/metrics/client_counters.hpp"

#include <new>

namespace target_sdk::detail {
namespace {

template <class Enum>
constexpr std::size_t index(Enum value) noexcept {
  return static_cast<std::size_t>(value);
}

template <class T>
using by_kind = std::array<T, all_call_kinds.size()>;
template <class T>
using by_side = std::array<T, all_call_sides.size()>;

} // namespace

struct alignas(64) client_counters::set {
  by_kind<counter> started;
  by_kind<by_side<histogram_counter>> answered;
  by_kind<by_side<error_counter>> failed;

  counter attempts;
  counter refused_attempts;
  error_counter retries;
  counter retries_of_slow;

  counter page_asks;
  counter page_requests;

  histogram_counter places;
  counter failed_lookups;
  counter known_places;
  counter left_out_lookups;

  counter accepted;
  counter refused_reports;
  counter requests;
  counter sent;
  counter confirmed;
  counter lost;

  counter events;
  counter dropped_events;

  /// Ends first, so that none of them is seen without its start.
  void read_ends(metrics& into) const noexcept {
    for (std::size_t kind = 0; kind < answered.size(); ++kind)
      for (std::size_t side = 0; side < answered[kind].size(); ++side) {
        auto& finished = into.calls[kind].sides[side];
        answered[kind][side].read(finished.answered);
        failed[kind][side].read(finished.failed);
      }
    auto& attempted = into.attempts;
    attempted.refused += refused_attempts.read();
    retries.read(attempted.retries);
    attempted.retries_of_slow += retries_of_slow.read();
    auto& reported = into.notifications;
    reported.confirmed += confirmed.read();
    reported.lost += lost.read();
  }

  void read_starts(metrics& into) const noexcept {
    for (std::size_t kind = 0; kind < started.size(); ++kind)
      into.calls[kind].started += started[kind].read();
    into.attempts.made += attempts.read();
    into.pages.asks += page_asks.read();
    into.pages.requests += page_requests.read();
    places.read(into.geo.answered);
    into.geo.failed += failed_lookups.read();
    into.geo.known += known_places.read();
    into.geo.left_out += left_out_lookups.read();
    auto& reported = into.notifications;
    reported.accepted += accepted.read();
    reported.refused += refused_reports.read();
    reported.requests += requests.read();
    reported.sent += sent.read();
    into.events.raised += events.read();
    into.events.dropped += dropped_events.read();
  }
};

client_counters::client_counters() : shared_(std::make_unique<set>()) {
}

client_counters::~client_counters() {
  for (auto& each : sets_)
    delete each.load(std::memory_order_acquire);
}

/// Null when there is no memory for another one.
client_counters::set* client_counters::make_set(std::size_t thread) noexcept {
  auto* made = new (std::nothrow) set;
  sets_[thread].store(made, std::memory_order_release);
  return made;
}

client_counters::set* client_counters::set_of(std::size_t thread) noexcept {
  if (thread >= sets_.size())
    return nullptr;
  auto* own = sets_[thread].load(std::memory_order_relaxed);
  return own != nullptr ? own : make_set(thread);
}

/// Calls `what(set, add)`; `add` adds to counters of the set.
template <class Change>
void client_counters::change(Change what) noexcept {
  if (auto* own = set_of(number_of_this_thread()))
    what(*own, as_only_writer());
  else
    what(*shared_, as_one_of_many());
}

// -- calls ----------------------------------------------------------------------------------------

void client_counters::on_start(call_kind kind) noexcept {
  change([=](set& in, auto add) { add(in.started[index(kind)]); });
}

void client_counters::on_answer(call_kind kind, call_side side,
                                std::chrono::nanoseconds took) noexcept {
  change([=](set& in, auto add) { in.answered[index(kind)][index(side)].add(took, add); });
}

void client_counters::on_failure(call_kind kind, call_side side, error_kind why) noexcept {
  change([=](set& in, auto add) { in.failed[index(kind)][index(side)].add(why, add); });
}

// -- attempts -------------------------------------------------------------------------------------

void client_counters::on_attempt(retry_reason why) noexcept {
  change([=](set& in, auto add) {
    add(in.attempts);
    if (why.what == retry_reason::type::slow)
      add(in.retries_of_slow);
    else if (why.what == retry_reason::type::failed)
      in.retries.add(why.failure, add);
  });
}

void client_counters::on_refused_attempt() noexcept {
  change([](set& in, auto add) { add(in.refused_attempts); });
}

// -- pages ----------------------------------------------------------------------------------------

void client_counters::on_page_ask() noexcept {
  change([](set& in, auto add) { add(in.page_asks); });
}

void client_counters::on_page_request() noexcept {
  change([](set& in, auto add) { add(in.page_requests); });
}

// -- places ---------------------------------------------------------------------------------------

void client_counters::on_place(std::chrono::nanoseconds took) noexcept {
  change([=](set& in, auto add) { in.places.add(took, add); });
}

void client_counters::on_failed_lookup() noexcept {
  change([](set& in, auto add) { add(in.failed_lookups); });
}

void client_counters::on_known_place() noexcept {
  change([](set& in, auto add) { add(in.known_places); });
}

void client_counters::on_left_out_lookup() noexcept {
  change([](set& in, auto add) { add(in.left_out_lookups); });
}

// -- notifications --------------------------------------------------------------------------------

void client_counters::on_accepted(std::size_t notifications) noexcept {
  change([=](set& in, auto add) { add(in.accepted, notifications); });
}

void client_counters::on_refused_report() noexcept {
  change([](set& in, auto add) { add(in.refused_reports); });
}

void client_counters::on_request(std::size_t notifications) noexcept {
  change([=](set& in, auto add) {
    add(in.requests);
    add(in.sent, notifications);
  });
}

void client_counters::on_confirmed(std::size_t notifications) noexcept {
  change([=](set& in, auto add) { add(in.confirmed, notifications); });
}

void client_counters::on_lost(std::size_t notifications) noexcept {
  change([=](set& in, auto add) { add(in.lost, notifications); });
}

// -- events ---------------------------------------------------------------------------------------

void client_counters::on_event() noexcept {
  change([](set& in, auto add) { add(in.events); });
}

void client_counters::on_dropped_event() noexcept {
  change([](set& in, auto add) { add(in.dropped_events); });
}

// -- reading --------------------------------------------------------------------------------------

void client_counters::read(metrics& into) const noexcept {
  const auto each = [this](auto what) {
    what(*shared_);
    for (auto& one : sets_)
      if (const auto* used = one.load(std::memory_order_acquire))
        what(*used);
  };
  each([&](const set& one) { one.read_ends(into); });
  each([&](const set& one) { one.read_starts(into); });
  auto& decisions = into.calls[index(call_kind::decision)];
  decisions.started = decisions.finished();
}

} // namespace target_sdk::detail
