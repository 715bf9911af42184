// Actors on the thread of CAF's network.
#pragma once

#include <utility>

#include <caf/io/middleman.hpp>

#include "actors/caf_compat.hpp"

namespace target_sdk::detail {

/// An actor that runs in the loop of the network, as brokers do: what it gets from other nodes, and
/// what it sends there, takes no change of threads. Its handlers hold up all connections, so they
/// must be short.
template <class Base>
class in_loop : public at_home<Base> {
public:
  using at_home<Base>::at_home;

  void launch(caf::execution_unit*, bool is_lazy, bool is_hidden) override {
    at_home<Base>::launch(&loop(), is_lazy, is_hidden);
  }

  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit*) override {
    at_home<Base>::enqueue(std::move(message), &loop());
  }

  caf::resumable::subtype_t subtype() const override { return caf::resumable::io_actor; }

private:
  caf::execution_unit& loop() { return this->home_system().middleman().backend(); }
};

/// What a function that starts such an actor takes as its first parameter.
template <class Handle, class State>
using stateful_in_loop = in_loop<caf::stateful_actor<State, typename Handle::base>>;

} // namespace target_sdk::detail
