#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "models/plain_members.hpp"

namespace target_sdk::detail {

namespace {

constexpr std::array cookie_fields = {
  member<&cookie::name>("name").required(),
  member<&cookie::value>("value").required(),
  member<&cookie::max_age>("maxAge").required(),
};

constexpr std::array call_headers_fields = {
  member<&call_headers::delivery>("delivery"),
  member<&call_headers::geo>("geo"),
};

/// Times in microseconds.
constexpr std::array http_timings_fields = {
  member<&http_timings::queueing>("queueing"),
  member<&http_timings::name_lookup>("nameLookup"),
  member<&http_timings::connect>("connect"),
  member<&http_timings::app_connect>("appConnect"),
  member<&http_timings::start_transfer>("startTransfer"),
  member<&http_timings::total>("total"),
  member<&http_timings::bytes_sent>("bytesSent"),
  member<&http_timings::bytes_received>("bytesReceived"),
};

constexpr std::array call_info_fields = {
  member<&call_info::http_status>("httpStatus"), member<&call_info::attempts>("attempts"),
  member<&call_info::request_id>("requestId"),   member<&call_info::host>("host"),
  member<&call_info::duration>("duration"),      member<&call_info::timings>("timings"),
};

constexpr std::array decision_meta_fields = {
  member<&decision_meta::decisioning_method>("decisioningMethod").required(),
  member<&decision_meta::remote_mboxes>("remoteMboxes"),
  member<&decision_meta::remote_views>("remoteViews"),
  member<&decision_meta::remote_qa_mode>("remoteQaMode"),
};

/// What all calls have: the request, and beside it the members of the visit. The shared visitor is
/// a handle on an actor and stays in its process.
template <class Call>
consteval auto call_fields() {
  return std::array{
    member<&Call::request>("request"),
    member<&Call::visit, &visit::target_cookie>("targetCookie"),
    member<&Call::visit, &visit::visitor_cookie>("visitorCookie"),
    member<&Call::visit, &visit::target_location_hint>("targetLocationHint"),
    member<&Call::visit, &visit::consumer_id>("consumerId"),
    member<&Call::visit, &visit::customer_ids>("customerIds"),
    member<&Call::visit, &visit::session_id>("sessionId"),
    member<&Call::visit, &visit::redirect_parameter>("redirectParameter"),
    member<&Call::timeout>("timeout"),
    member<&Call::headers>("headers"),
    member<&Call::trace, &trace_context::traceparent>("traceparent"),
    member<&Call::trace, &trace_context::tracestate>("tracestate"),
  };
}

constexpr auto get_offers_fields =
  joined(call_fields<get_offers>(), std::array{
                                      member<&get_offers::decisioning_method>("decisioningMethod"),
                                    });

constexpr auto send_notifications_fields = call_fields<send_notifications>();

constexpr auto get_attributes_fields = joined(
  call_fields<get_attributes>(), std::array{
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
  member<&offers::info>("info"),
};

constexpr std::array attributes_fields = {
  member<&attributes::values>("attributes").required(),
  member<&attributes::response>("response").required(),
  member<&attributes::target_cookie>("targetCookie"),
  member<&attributes::target_location_hint_cookie>("targetLocationHintCookie"),
  member<&attributes::info>("info"),
};

/// What stands under an integration code in a map of customer ids.
struct mapped_customer_id {
  std::optional<std::string> id = {};
  std::optional<std::int64_t> auth_state = {};
  std::optional<std::string> type = {};
  std::optional<bool> primary = {};
  extra_members extra = {};
};

constexpr std::array mapped_customer_id_fields = {
  member<&mapped_customer_id::id>("id"),
  member<&mapped_customer_id::auth_state>("authState"),
  member<&mapped_customer_id::type>("type"),
  member<&mapped_customer_id::primary>("primary"),
};

constexpr auto mapped_customer_id_description =
  described<mapped_customer_id, mapped_customer_id_fields>();

bool read_mapped_customer_id(reader& in, const node& value, customer_id& into) {
  constexpr std::array states = {authenticated_state::unknown, authenticated_state::authenticated,
                                 authenticated_state::logged_out};
  into.authenticated_state = authenticated_state::unknown;
  if (value.IsString()) {
    into.id = std::string(text_of(value));
    return true;
  }
  if (!value.IsObject())
    return in.refuse("expected a string or an object");
  mapped_customer_id mapped;
  if (!in.read_model(mapped_customer_id_description, value, &mapped))
    return false;
  into.id = std::move(mapped.id);
  into.type = std::move(mapped.type);
  into.primary = mapped.primary;
  into.extra = std::move(mapped.extra);
  auto state = mapped.auth_state.value_or(0);
  if (state < 0 || state > 2) {
    const path::step step(in.where(), "authState");
    return in.refuse("expected 0, 1 or 2");
  }
  into.authenticated_state = states[static_cast<std::size_t>(state)];
  return true;
}

} // namespace

bool value_kind<std::vector<customer_id>>::read(reader& in, const field& about, const node& value,
                                                std::vector<customer_id>& into) {
  if (!value.IsArray() && !value.IsObject())
    return in.refuse("expected an array or an object");
  into.clear();
  if (value.IsArray()) {
    list<customer_id> items;
    if (!member_functions<list<customer_id>>::read(in, about, value, &items))
      return false;
    into = items.values();
    return true;
  }
  for (const auto& member : members_of(value)) {
    const auto code = text_of(member.name);
    const path::step step(in.where(), code);
    auto known = std::find_if(into.begin(), into.end(),
                              [&](const auto& each) { return each.integration_code == code; });
    if (member.value.IsNull()) {
      if (known != into.end())
        into.erase(known);
      continue;
    }
    if (known == into.end())
      known = into.insert(known, {.integration_code = std::string(code)});
    if (!read_mapped_customer_id(in, member.value, *known))
      return false;
  }
  return true;
}

bool value_kind<http_headers>::read(reader& in, const field& about, const node& value,
                                    http_headers& into) {
  if (!value.IsObject())
    return in.refuse("expected an object");
  into.clear();
  for (const auto& member : members_of(value)) {
    const auto name = text_of(member.name);
    const path::step step(in.where(), name);
    auto& [its_name, its_value] = into.emplace_back();
    its_name = std::string(name);
    if (!value_kind<std::string>::read(in, about, member.value, its_value))
      return false;
  }
  return true;
}

void value_kind<http_headers>::write(text_buffer& out, const http_headers& value) {
  char separator = '{';
  for (const auto& [name, text] : value) {
    out += std::exchange(separator, ',');
    append_string(out, name);
    out += ':';
    append_string(out, text);
  }
  out += value.empty() ? "{}" : "}";
}

TARGET_SDK_DESCRIBE(cookie, cookie_fields)
TARGET_SDK_DESCRIBE(call_headers, call_headers_fields)
TARGET_SDK_DESCRIBE(http_timings, http_timings_fields)
TARGET_SDK_DESCRIBE(call_info, call_info_fields)
TARGET_SDK_DESCRIBE(decision_meta, decision_meta_fields)
TARGET_SDK_DESCRIBE(get_offers, get_offers_fields)
TARGET_SDK_DESCRIBE(send_notifications, send_notifications_fields)
TARGET_SDK_DESCRIBE(get_attributes, get_attributes_fields)
TARGET_SDK_DESCRIBE(offers, offers_fields)
TARGET_SDK_DESCRIBE(attributes, attributes_fields)

} // namespace target_sdk::detail
