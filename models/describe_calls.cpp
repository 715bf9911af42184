#include "models/plain_members.hpp"

namespace target_sdk::detail {

namespace {

constexpr std::array cookie_fields = {
  member<&cookie::name>("name").required(),
  member<&cookie::value>("value").required(),
  member<&cookie::max_age>("maxAge").required(),
};

constexpr std::array decision_meta_fields = {
  member<&decision_meta::decisioning_method>("decisioningMethod").required(),
  member<&decision_meta::remote_mboxes>("remoteMboxes"),
  member<&decision_meta::remote_views>("remoteViews"),
};

/// What all calls have. The visitor is a handle on an actor and stays in its process.
template <class Call>
consteval auto call_fields() {
  return std::array{
    member<&Call::request>("request"),
    member<&Call::target_cookie>("targetCookie"),
    member<&Call::visitor_cookie>("visitorCookie"),
    member<&Call::target_location_hint>("targetLocationHint"),
    member<&Call::consumer_id>("consumerId"),
    member<&Call::customer_ids>("customerIds"),
    member<&Call::session_id>("sessionId"),
    member<&Call::timeout>("timeout"),
  };
}

constexpr auto get_offers_fields = joined(call_fields<get_offers>(), std::array{
  member<&get_offers::decisioning_method>("decisioningMethod"),
});

constexpr auto send_notifications_fields = call_fields<send_notifications>();

constexpr auto get_attributes_fields = joined(call_fields<get_attributes>(), std::array{
  member<&get_attributes::decisioning_method>("decisioningMethod"),
  member<&get_attributes::mbox_names>("mboxNames"),
});

constexpr std::array offers_fields = {
  member<&offers::visitor_state>("visitorState").json(json_rule::any),
  member<&offers::request>("request").required(),
  member<&offers::target_cookie>("targetCookie").required(),
  member<&offers::target_location_hint_cookie>("targetLocationHintCookie"),
  member<&offers::analytics_details>("analyticsDetails"),
  member<&offers::trace>("trace").json(json_rule::any),
  member<&offers::response_tokens>("responseTokens").json(json_rule::any),
  member<&offers::meta>("meta").required(),
  member<&offers::response>("response").required(),
  member<&offers::unconfirmed>("unconfirmed"),
};

constexpr std::array attributes_fields = {
  member<&attributes::values>("attributes").required(),
  member<&attributes::response>("response").required(),
  member<&attributes::target_cookie>("targetCookie"),
  member<&attributes::target_location_hint_cookie>("targetLocationHintCookie"),
};

} // namespace

TARGET_SDK_DESCRIBE(cookie, cookie_fields)
TARGET_SDK_DESCRIBE(decision_meta, decision_meta_fields)
TARGET_SDK_DESCRIBE(get_offers, get_offers_fields)
TARGET_SDK_DESCRIBE(send_notifications, send_notifications_fields)
TARGET_SDK_DESCRIBE(get_attributes, get_attributes_fields)
TARGET_SDK_DESCRIBE(offers, offers_fields)
TARGET_SDK_DESCRIBE(attributes, attributes_fields)

} // namespace target_sdk::detail
