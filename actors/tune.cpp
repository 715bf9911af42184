#include <cstdint>

#include <caf/actor_system_config.hpp>

#include <target_sdk/caf_compat.hpp>

namespace target_sdk {
namespace {

/// Messages that an actor handles before others get its thread: a millisecond or two of calls.
constexpr std::int64_t messages_per_turn = 32;

} // namespace

void tune_for_short_calls(caf::actor_system_config& config, std::size_t threads) {
#if TARGET_SDK_CAF_0_17
  config.set("scheduler.policy", caf::atom("sharing"));
  const auto* max_threads = "scheduler.max-threads";
  const auto* max_throughput = "scheduler.max-throughput";
#else
  config.set("caf.scheduler.policy", "sharing");
  const auto* max_threads = "caf.scheduler.max-threads";
  const auto* max_throughput = "caf.scheduler.max-throughput";
#endif
  config.set(max_throughput, messages_per_turn);
  if (threads > 0)
    config.set(max_threads, static_cast<std::int64_t>(threads));
}

} // namespace target_sdk
