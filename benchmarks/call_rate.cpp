#include "benchmarks/call_rate.hpp"

#include <future>
#include <memory>
#include <utility>

#include <caf/all.hpp>

#include "benchmarks/bare_loop.hpp"

namespace target_sdk::benchmarks {
namespace {

using clock = std::chrono::steady_clock;

struct asker {
  caf::event_based_actor* self;
  delivery_actor delivery;
  get_offers call;
  clock::time_point end;
  std::shared_ptr<call_rate> result;
  std::shared_ptr<std::promise<void>> done;
  std::size_t in_flight = 0;

  void ask() {
    auto started = clock::now();
    if (started >= end)
      return finish_one();
    self->request(delivery, caf::infinite, call)
      .then(
        [this, started](const offers&) {
          ++result->answered;
          result->latencies_us.push_back(
            std::chrono::duration<double, std::micro>(clock::now() - started).count());
          ask();
        },
        [this](const caf::error&) {
          ++result->failed;
          ask();
        });
  }

  void finish_one() {
    if (--in_flight == 0)
      done->set_value();
  }
};

} // namespace

call_rate keep_in_flight(caf::actor_system& system, const delivery_actor& delivery,
                         const delivery_request& request, std::size_t in_flight,
                         std::chrono::milliseconds duration) {
  auto result = std::make_shared<call_rate>();
  auto done = std::make_shared<std::promise<void>>();
  auto started = clock::now();
  auto cpu_before = process_cpu_seconds();
  system.spawn([&](caf::event_based_actor* self) -> caf::behavior {
    auto state = std::make_shared<asker>(asker{self, delivery, get_offers{.request = request},
                                               started + duration, result, done, in_flight});
    for (std::size_t i = 0; i < in_flight; ++i)
      state->ask();
    return {[state](client_ready) {}};
  });
  done->get_future().wait();
  result->wall_seconds = std::chrono::duration<double>(clock::now() - started).count();
  result->cpu_seconds = process_cpu_seconds() - cpu_before;
  return std::move(*result);
}

} // namespace target_sdk::benchmarks
