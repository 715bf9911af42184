#include "delivery/stored_call.hpp"

#include <string>
#include <utility>

#include <target_sdk/models/serialization.hpp>

#include "models/own_text.hpp"

namespace target_sdk::delivery {

stored_call to_stored(send_notifications& call, bool is_report, wall_time now) {
  stored_call stored{.is_report = is_report,
                     .stored_at = std::chrono::floor<std::chrono::milliseconds>(now)};
  stored.notifications.reserve(call.request.notifications.size());
  std::string scratch; // What is kept gets memory of its own size.
  const auto text_of = [&scratch](const auto& model) -> const std::string& {
    scratch.clear();
    append_json_text(scratch, model);
    return scratch;
  };
  for (auto& each : call.request.notifications)
    stored.notifications.push_back({.id = each.id.value_or(""), .text = text_of(each)});
  auto taken = std::exchange(call.request.notifications, {});
  call.headers.geo.clear();
  call.trace = {}; // It is sent later, with others, outside of any trace.
  stored.text = text_of(call);
  call.request.notifications = std::move(taken);
  return stored;
}

restored_call from_stored(const stored_call& stored) {
  restored_call restored;
  auto call = detail::from_own_text<send_notifications>(stored.text);
  if (!call) {
    restored.unreadable = stored.notifications;
    return restored;
  }
  restored.call = std::move(*call);
  restored.numbers.reserve(stored.notifications.size());
  for (auto& each : stored.notifications) {
    auto read = detail::from_own_text<notification>(each.text);
    if (!read) {
      restored.unreadable.push_back(each);
      continue;
    }
    restored.call.request.notifications.push_back(std::move(*read));
    restored.numbers.push_back(each.number);
  }
  return restored;
}

} // namespace target_sdk::delivery
