#include <target_sdk/calls.hpp>
#include <target_sdk/events.hpp>
#include <target_sdk/pending.hpp>

#include "actors/pending/pending_state.hpp"
#include "models/deadline.hpp"

namespace target_sdk {
namespace {

tl::unexpected<error> no_call() {
  return fail(error_kind::invalid_request, "this pending stands for no call");
}

} // namespace

template <class T>
bool pending<T>::is_ready() const noexcept {
  return !state_ || state_->is_ready();
}

template <class T>
result<T> pending<T>::get() {
  return state_ ? state_->take(std::nullopt) : no_call();
}

template <class T>
result<T> pending<T>::get(std::chrono::milliseconds timeout) {
  return state_ ? state_->take(deadline_after(timeout)) : no_call();
}

template <class T>
void pending<T>::then(callback on_answer) {
  // The callback may destroy this pending before `then` returns.
  auto state = state_;
  if (state)
    state->then(std::move(on_answer));
  else
    on_answer(no_call());
}

template <class T>
void pending<T>::cancel() {
  if (state_)
    state_->cancel();
}

template class pending<offers>;
template class pending<accepted>;
template class pending<attributes>;
template class pending<client_ready>;

} // namespace target_sdk
