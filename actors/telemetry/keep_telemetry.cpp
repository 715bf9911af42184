#include "actors/telemetry/keep_telemetry.hpp"

#include <utility>

#include "actors/caf_compat.hpp"

namespace target_sdk::detail {

void keep_telemetry(client_settings& settings, const router_actor& router, telemetry_entry entry) {
  auto waiting = settings.telemetry.put(std::move(entry));
  bool is_news = waiting == 1 || waiting % flushed_telemetry_entries == 0;
  if (is_news && settings.decides_locally())
    send_anonymously(router, check_waits{});
}

} // namespace target_sdk::detail
