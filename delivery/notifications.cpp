#include <algorithm>
#include <optional>
#include <utility>

#include <target_sdk/notifications.hpp>

#include "delivery/wall_time.hpp"

namespace target_sdk {
namespace {

using delivery::wall_time;

notification made_at(wall_time now, metric_type type, const random_source& random) {
  return {
    .id = make_uuid(random), .type = type, .timestamp = delivery::milliseconds_since_epoch(now)};
}

/// The elements of a page that are tracked share the token of their activity.
void add_once(list<std::string>& tokens, const std::optional<std::string>& token) {
  if (token && std::find(tokens.begin(), tokens.end(), *token) == tokens.end())
    tokens.push_back(*token);
}

template <class Content>
list<std::string> tokens_of(metric_type type, const Content& content) {
  list<std::string> tokens;
  if (type == metric_type::display)
    for (const auto& option : content.options)
      add_once(tokens, option.event_token);
  else
    for (const auto& metric : content.metrics)
      if (metric.type == type)
        add_once(tokens, metric.event_token);
  return tokens;
}

} // namespace

notification make_notification(metric_type type, const mbox_response& content, wall_time now,
                               const random_source& random) {
  auto made = made_at(now, type, random);
  made.tokens = tokens_of(type, content);
  made.mbox = notification_mbox{.name = content.name, .state = content.state};
  return made;
}

notification make_notification(metric_type type, const view& content, wall_time now,
                               const random_source& random) {
  auto made = made_at(now, type, random);
  made.tokens = tokens_of(type, content);
  made.view = notification_view{.name = content.name, .key = content.key, .state = content.state};
  return made;
}

notification make_notification(metric_type type, const page_load_response& content, wall_time now,
                               const random_source& random) {
  auto made = made_at(now, type, random);
  made.tokens = tokens_of(type, content);
  made.page_load = notification_page_load{.state = content.state};
  return made;
}

notification make_notification(metric_type type, std::string event_token, wall_time now,
                               const random_source& random) {
  auto made = made_at(now, type, random);
  made.tokens = {std::move(event_token)};
  return made;
}

} // namespace target_sdk
