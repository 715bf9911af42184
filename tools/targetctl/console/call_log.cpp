#include "tools/targetctl/console/call_log.hpp"

#include <algorithm>
#include <utility>

namespace target_sdk::tools::console {
namespace {

std::size_t bytes_of(const logged_call& call) {
  auto bytes = sizeof call + call.decided.session_id.size() + call.decided.visitor.size()
               + call.decided.used.size() * sizeof(void*) + call.request.target.size()
               + call.request.body.size() + (call.answer ? call.answer->size() : 0);
  for (const auto& [name, value] : call.request.headers)
    bytes += name.size() + value.size();
  return bytes;
}

/// Whether the fault was drawn before the request was looked at.
bool comes_first(edge::fault_kind fault) noexcept {
  return fault == edge::fault_kind::status || fault == edge::fault_kind::reset
         || fault == edge::fault_kind::stall;
}

} // namespace

void call_log::add(logged_call call) {
  count(call);
  call.number = totals_.calls;
  call.request_size = call.request.body.size();
  if (call.request_size > limits_.body)
    call.request.body = std::string();
  call.answer_size = call.answer ? call.answer->size() : 0;
  if (call.answer_size > limits_.body)
    call.answer.reset();
  bytes_ += bytes_of(call);
  calls_.push_back(std::make_shared<const logged_call>(std::move(call)));
  while (calls_.size() > limits_.calls || (bytes_ > limits_.bytes && calls_.size() > 1)) {
    bytes_ -= bytes_of(*calls_.front());
    calls_.pop_front();
  }
}

void call_log::count(const logged_call& call) {
  ++totals_.calls;
  if (call.fault != edge::fault_kind::none)
    ++totals_.faults[static_cast<std::size_t>(call.fault)];
  if (comes_first(call.fault))
    return;
  totals_.notifications += call.notifications;
  ++(call.is_accepted ? totals_.accepted : call.status == 0 ? totals_.left : totals_.refused);
}

std::vector<call_pointer> call_log::after(std::uint64_t number) const {
  const auto first_kept = last() - calls_.size();
  const auto skipped = number <= first_kept ? 0 : std::min(number - first_kept, calls_.size());
  return {calls_.begin() + static_cast<std::ptrdiff_t>(skipped), calls_.end()};
}

call_pointer call_log::find(std::uint64_t number) const {
  const auto first_kept = last() - calls_.size();
  if (number <= first_kept || number > last())
    return nullptr;
  return calls_[number - first_kept - 1];
}

} // namespace target_sdk::tools::console
