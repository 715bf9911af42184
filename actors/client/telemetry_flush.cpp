#include "actors/client/telemetry_flush.hpp"

#include <utility>

#include "actors/caf_compat.hpp"
#include "actors/client/background_call.hpp"
#include "actors/telemetry/keep_telemetry.hpp"

namespace target_sdk::detail {
namespace {

constexpr std::chrono::seconds longest_wait{60};
constexpr std::chrono::seconds interval{5};
constexpr std::chrono::seconds pause_after_failure{10};

} // namespace

telemetry_flush::telemetry_flush(router_actor::pointer self, settings_ptr settings,
                                 supervision& actors)
  : self_(self),
    settings_(std::move(settings)),
    actors_(actors) {
}

void telemetry_flush::look_again() {
  looks_again_ = false;
  look();
}

void telemetry_flush::look() {
  auto waiting = settings_->telemetry.size();
  if (waiting == 0)
    waiting_since_.reset();
  if (waiting == 0 || !settings_->decides_locally())
    return;
  auto now = std::chrono::steady_clock::now();
  if (!waiting_since_)
    waiting_since_ = now;
  bool is_due = waiting >= flushed_telemetry_entries || now - *waiting_since_ >= longest_wait;
  if (is_due && !is_under_way_ && now >= next_) {
    is_under_way_ = true;
    ask_in_background(self_, settings_, actors_.workers(), [this](const offers* answer) {
      is_under_way_ = false;
      if (!answer)
        next_ = std::chrono::steady_clock::now() + pause_after_failure;
    });
  } else if (!std::exchange(looks_again_, true)) {
    send_later(self_, self_, interval, check_waits{.is_periodic = true});
  }
}

} // namespace target_sdk::detail
