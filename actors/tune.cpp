#include <target_sdk/caf_compat.hpp>

namespace target_sdk {

void tune_for_short_calls(caf::actor_system_config& config, std::size_t threads) {
#if TARGET_SDK_CAF_0_17
  config.set("scheduler.policy", caf::atom("sharing"));
#else
  config.set("caf.scheduler.policy", "sharing");
#endif
  if (threads > 0)
#if TARGET_SDK_CAF_0_17
    config.set("scheduler.max-threads", static_cast<std::int64_t>(threads));
#else
    config.set("caf.scheduler.max-threads", static_cast<std::int64_t>(threads));
#endif
}

} // namespace target_sdk
