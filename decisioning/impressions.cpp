#include "decisioning/impressions.hpp"

#include <utility>

#include <target_sdk/decisioning.hpp>

#include "models/place_texts.hpp"

namespace target_sdk {
namespace decisioning {

const notification* impressions::add(const compiled_rule& rule) {
  const auto name = rule.name.value_or(std::string_view());
  std::vector<std::string> tokens;
  for (const auto& offered : rule.options)
    if (offered.has_event_token && seen_.emplace(name, offered.event_token).second)
      tokens.emplace_back(offered.event_token);
  if (tokens.empty())
    return nullptr;
  auto& made = sent_.emplace_back();
  made.id = make_uuid(random_);
  made.impression_id = make_uuid(random_);
  made.timestamp = now_ms_;
  made.type = metric_type::display;
  auto& mbox = made.mbox.emplace();
  if (rule.name)
    mbox.name.emplace(*rule.name);
  made.tokens = std::move(tokens);
  return &made;
}

} // namespace decisioning

delivery_request impression_request(const delivery_request& request, const decision& decided) {
  delivery_request sent;
  sent.id = decided.response.id;
  sent.context = request.context.value_or(context{});
  detail::omit_empty_texts(sent.context->geo.emplace(decided.geo));
  sent.experience_cloud = request.experience_cloud;
  sent.property = request.property;
  sent.environment_id = request.environment_id;
  sent.qa_mode = request.qa_mode;
  sent.trace = request.trace;
  sent.extra = request.extra;
  if (!decided.notifications.empty())
    sent.notifications = decided.notifications;
  return sent;
}

} // namespace target_sdk
