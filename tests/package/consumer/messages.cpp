// A program that knows the messages of the SDK and has no client of its own, such as one that asks
// actors on another node. Exits 0 when all is as it should be.
#include <caf/all.hpp>

#include <target_sdk/actors.hpp>

int main() {
  caf::actor_system_config config;
  caf::actor_system system(config);
  const auto message = caf::make_message(target_sdk::get_offers{});
  return message.match_elements<target_sdk::get_offers>() ? 0 : 1;
}
