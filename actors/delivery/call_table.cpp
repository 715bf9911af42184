#include "actors/delivery/call_table.hpp"

#include <algorithm>

namespace target_sdk::detail {
namespace {

/// How long after its deadline a call is ended here if the pool has not ended it.
constexpr std::chrono::milliseconds grace{10};
/// Some 2 MB.
constexpr std::size_t max_answered = 1000;

} // namespace

active_call& call_table::add(call_ptr record, caf::response_promise promise) {
  auto id = record->id;
  deadlines_.emplace(record->deadline, id);
  auto& call = calls_[id];
  call.record = std::move(record);
  call.promise = std::move(promise);
  if (!call.record->waiter) {
    call.asker = call.promise.source();
    askers_.add(call.asker);
  }
  look_later();
  return call;
}

active_call* call_table::find(call_id id) noexcept {
  auto found = calls_.find(id);
  return found == calls_.end() ? nullptr : &found->second;
}

call_table::entry call_table::take(call_id id) {
  auto taken = calls_.extract(id);
  if (!taken.empty()) {
    askers_.remove(taken.mapped().asker);
    // The receiver of the answer may end the visitor's system.
    taken.mapped().record->call.visit.visitor = {};
  }
  return taken;
}

void call_table::free_later(entry answered) {
  if (answered_.size() < max_answered)
    answered_.push_back(std::move(answered)); // A look is due, since there was a call.
}

std::vector<call_table::call_id> call_table::asked_by(actor_identity ended) {
  askers_.forget(ended);
  return find_all([&](auto& call) { return call.asker && call.asker.get() == ended; });
}

std::vector<call_table::call_id> call_table::late_calls() {
  looks_later_ = false;
  answered_before_.clear();
  answered_before_.swap(answered_);
  std::vector<call_id> late;
  if (calls_.empty() && answered_before_.empty()) {
    deadlines_ = {};
    return late;
  }
  auto latest = std::chrono::steady_clock::now() - grace;
  while (!deadlines_.empty() && deadlines_.top().first <= latest) {
    if (auto id = deadlines_.top().second; calls_.contains(id))
      late.push_back(id);
    deadlines_.pop();
  }
  look_later();
  return late;
}

void call_table::look_later() {
  if (!std::exchange(looks_later_, true))
    send_later(self_, self_, time_to_look(), end_late_calls{});
}

/// Many calls may end at one moment: it is not missed by another `grace`.
std::chrono::milliseconds call_table::time_to_look() {
  using std::chrono::milliseconds;
  while (!deadlines_.empty() && !calls_.contains(deadlines_.top().second))
    deadlines_.pop();
  if (deadlines_.empty())
    return grace;
  const auto left = deadlines_.top().first + grace - std::chrono::steady_clock::now();
  return std::clamp(std::chrono::ceil<milliseconds>(left), milliseconds(1), grace);
}

} // namespace target_sdk::detail
