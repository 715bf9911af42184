// A program that knows the messages of the SDK and has no client: it asks one on another node, or
// an actor of its own. Exits 0 when all is as it should be.
#include <iostream>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>

int main() {
  caf::actor_system_config config;
  caf::actor_system system(config);
  const auto answering = system.spawn([](caf::event_based_actor* self) -> caf::behavior {
    return {[self](const target_sdk::get_offers&) {
      self->quit();
      return target_sdk::offers{};
    }};
  });
  bool is_answered = false;
  caf::scoped_actor self(system);
  self->request(answering, caf::infinite, target_sdk::get_offers{})
    .receive([&](const target_sdk::offers&) { is_answered = true; },
             [](const caf::error& problem) { std::cerr << to_string(problem) << '\n'; });
  return is_answered ? 0 : 1;
}
