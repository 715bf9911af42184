#include "benchmarks/round_trips.hpp"

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <utility>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>
#include <target_sdk/client.hpp>

namespace target_sdk::benchmarks {
namespace {

using clock = std::chrono::steady_clock;

[[noreturn]] void give_up(const std::string& why) {
  std::cerr << "actor_round_trip: " << why << '\n';
  std::exit(1);
}

caf::behavior do_nothing(caf::event_based_actor*) {
  return {[](int number) { return number; }};
}

// A client that only ever decides: it knows its edge, sends no telemetry, and polls nothing.
client start_client(caf::actor_system& system, const decide_case& on) {
  client_options options{.client = "acmeclient", .organization_id = "org@AdobeOrg"};
  options.decisioning_method = decisioning_method::on_device;
  options.target_location_hint = "35";
  options.telemetry_enabled = false;
  options.artifact.payload = json(on.artifact, on.artifact->payload());
  options.artifact.polling_interval = std::chrono::seconds(0);
  auto made = client::create(system, std::move(options));
  if (!made)
    give_up(made.error().message);
  if (auto ready = made->ready().get(std::chrono::seconds(10)); !ready)
    give_up(ready.error().message);
  return *std::move(made);
}

// One round of calls that `prepare` makes and `ask` sends; preparing is not part of the time.
template <class Prepare, class Ask>
void measure_round(decision_figures& figures, std::size_t calls, Prepare prepare, Ask ask) {
  std::vector<double> micros;
  micros.reserve(calls);
  for (std::size_t turn = 0; turn < calls; ++turn) {
    auto message = prepare(turn);
    const auto before = clock::now();
    ask(std::move(message));
    micros.push_back(std::chrono::duration<double, std::micro>(clock::now() - before).count());
  }
  double total = 0;
  for (const auto each : micros)
    total += each;
  figures.add_round(static_cast<double>(calls) * 1e6 / total, micros);
}

} // namespace

round_trips measure_round_trips(const decide_case& on, bool quick) {
  caf::actor_system_config config;
  tune_for_short_calls(config);
  caf::actor_system system{config};
  const auto sdk = start_client(system, on);
  const auto idle = system.spawn(do_nothing);
  const auto delivery = sdk.actors().delivery;
  caf::scoped_actor self{system};
  const auto ask_sdk = [&](get_offers call) {
    if (const auto answer = ask(self, delivery, std::move(call)); !answer)
      give_up(to_string(answer.error()));
  };
  // A finite timeout would stay in the mailbox and slow down all that come later.
  const auto ask_idle = [&](int number) {
    self->request(idle, caf::infinite, number)
      .receive([](int) {}, [](const caf::error& err) { give_up(to_string(to_error(err))); });
  };
  const auto next_call = [&](std::size_t turn) {
    return get_offers{.request = on.requests[turn % on.requests.size()]};
  };
  const auto next_number = [](std::size_t turn) { return static_cast<int>(turn); };

  round_trips measured;
  round_trips warm_up;
  const std::size_t calls = quick ? 2'000 : 20'000;
  measure_round(warm_up.sdk, calls / 4, next_call, ask_sdk);
  measure_round(warm_up.caf, calls / 4, next_number, ask_idle);
  for (rounds left("round trips", quick ? 3 : 7); left.next();) {
    measure_round(measured.sdk, calls, next_call, ask_sdk);
    measure_round(measured.caf, calls, next_number, ask_idle);
  }
  self->send_exit(idle, caf::exit_reason::user_shutdown);
  return measured;
}

void ask_on_device(const decide_case& on, std::size_t count) {
  caf::actor_system_config config;
  tune_for_short_calls(config);
  caf::actor_system system{config};
  const auto sdk = start_client(system, on);
  const auto delivery = sdk.actors().delivery;
  caf::scoped_actor self{system};
  for (std::size_t turn = 0; turn < count; ++turn) {
    const auto& request = on.requests[turn % on.requests.size()];
    if (const auto answer = ask(self, delivery, get_offers{.request = request}); !answer)
      give_up(to_string(answer.error()));
  }
}

} // namespace target_sdk::benchmarks
