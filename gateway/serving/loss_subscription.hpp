// What a gateway hears of its client.
#pragma once

#include <functional>

#include <caf/actor.hpp>

#include <target_sdk/client.hpp>
#include <target_sdk/events.hpp>

namespace target_sdk::detail {

/// Passes on the reports that a client loses, on a thread of its system, as long as this lives and
/// somewhat longer. Keep the client until then.
class loss_subscription {
public:
  loss_subscription(const client& of, std::function<void(const send_notification_error&)> on_loss);
  loss_subscription(const loss_subscription&) = delete;
  loss_subscription& operator=(const loss_subscription&) = delete;
  ~loss_subscription();

private:
  caf::actor subscriber_; ///< It is unsubscribed by its end.
};

} // namespace target_sdk::detail
