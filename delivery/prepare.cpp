#include "delivery/prepare.hpp"

#include <algorithm>
#include <ctime>
#include <utility>

#include <target_sdk/models/serialization.hpp>

#include "delivery/attributes.hpp"
#include "delivery/headers.hpp"
#include "delivery/mbox_numbers.hpp"
#include "delivery/routing.hpp"
#include "models/checker.hpp"
#include "models/place_texts.hpp"

namespace target_sdk::delivery {
namespace {

bool is_empty(const std::optional<std::string>& text) noexcept {
  return !text || text->empty();
}

/// Drops a member that is empty: the service has no use for empty texts at the top level.
void omit_if_empty(std::optional<std::string>& text) {
  if (is_empty(text))
    text.reset();
}

// A member without a name here may ask for a kind of content that is new.
bool has_content(const execute_request& execute) noexcept {
  return execute.page_load || !execute.mboxes.empty() || !execute.extra.empty();
}

bool has_content(const prefetch_request& prefetch) noexcept {
  return prefetch.page_load || !prefetch.mboxes.empty() || !prefetch.views.empty()
         || !prefetch.extra.empty();
}

/// What a warning may say of a dropped mbox: parameters belong to the visitor.
std::string outline(const mbox_request& mbox) {
  return to_json_text(mbox_request{.index = mbox.index, .name = mbox.name});
}

/// The same for a notification, without its tokens.
std::string outline(const notification& each) {
  return to_json_text(notification{.id = each.id, .type = each.type, .timestamp = each.timestamp});
}

void complete_mboxes(list<mbox_request>& mboxes, std::vector<std::string>& warnings) {
  mboxes.erase_if([&](const mbox_request& mbox) {
    if (is_empty(mbox.name))
      warnings.push_back("Mbox validation failed for: " + outline(mbox));
    return is_empty(mbox.name);
  });
  number_mboxes(mboxes);
  if (mboxes.empty())
    mboxes.reset();
}

void complete_execute(delivery_request& request, std::vector<std::string>& warnings) {
  if (request.execute)
    complete_mboxes(request.execute->mboxes, warnings);
  // Empty as given, or all its mboxes were dropped: the service would refuse it.
  if (request.execute == execute_request{})
    request.execute.reset();
}

void complete_prefetch(delivery_request& request, std::vector<std::string>& warnings) {
  if (!request.prefetch)
    return;
  complete_mboxes(request.prefetch->mboxes, warnings);
  if (request.prefetch->views.empty())
    request.prefetch->views.reset();
  if (request.prefetch == prefetch_request{})
    request.prefetch.reset();
}

/// What the visitor's cookie and customer ids say, those of the request after them.
void add_ids(visitor_id& id, const visitor_share& visitor) {
  if (is_empty(id.marketing_cloud_visitor_id))
    id.marketing_cloud_visitor_id = visitor.cookie.marketing_cloud_visitor_id;
  omit_if_empty(id.marketing_cloud_visitor_id);

  auto customer_ids = visitor.customer_ids;
  customer_ids.insert(customer_ids.end(), id.customer_ids.begin(), id.customer_ids.end());
  if (customer_ids.empty())
    id.customer_ids.reset();
  else
    id.customer_ids = std::move(customer_ids);
}

void complete_id(delivery_request& request, const std::string& pc, const visitor_share& visitor) {
  auto& id = request.id ? *request.id : request.id.emplace();
  if (!id.tnt_id)
    id.tnt_id = pc;
  omit_if_empty(id.tnt_id);
  add_ids(id, visitor);

  bool nobody = !id.tnt_id && !id.marketing_cloud_visitor_id && is_empty(id.third_party_id)
                && id.customer_ids.empty() && id.extra.empty();
  if (nobody)
    request.id.reset();
}

void complete_context(delivery_request& request, call_kind kind, std::chrono::minutes utc_offset) {
  auto& context = request.context ? *request.context : request.context.emplace();
  if (!context.channel || !context.channel->is_known())
    context.channel = channel_type::web;
  if (!context.time_offset_in_minutes)
    context.time_offset_in_minutes = static_cast<double>(utc_offset.count());
  // A beacon is answered by 204, which would hide which notifications were accepted.
  if (kind == call_kind::notifications)
    context.beacon = false;
}

void complete_experience_cloud(delivery_request& request, const visitor_share& visitor,
                               const platform_options& sandbox) {
  auto& cloud =
    request.experience_cloud ? *request.experience_cloud : request.experience_cloud.emplace();
  auto& analytics = cloud.analytics ? *cloud.analytics : cloud.analytics.emplace();
  if (!analytics.logging)
    analytics.logging = logging_type::server_side;
  if (is_empty(analytics.supplemental_data_id))
    analytics.supplemental_data_id = visitor.supplemental_data_id;
  omit_if_empty(analytics.supplemental_data_id);
  omit_if_empty(analytics.tracking_server);
  omit_if_empty(analytics.tracking_server_secure);

  auto manager = cloud.audience_manager.value_or(audience_manager{});
  if (!manager.location_hint)
    manager.location_hint = visitor.cookie.location_hint;
  if (is_empty(manager.blob))
    manager.blob = visitor.cookie.blob;
  omit_if_empty(manager.blob);
  if (manager == audience_manager{})
    cloud.audience_manager.reset();
  else
    cloud.audience_manager = std::move(manager);

  if (!cloud.platform && !sandbox.sandbox_id.empty())
    cloud.platform =
      platform{.sandbox_id = sandbox.sandbox_id, .sandbox_name = sandbox.sandbox_name};
}

/// Cookies are untrusted: values that the service would refuse must not fail a call.
void warn_of_cookies(const target_cookie_entries& target, const visitor_cookie& visitor,
                     std::vector<std::string>& warnings) {
  if (target.has_refused_pc)
    warnings.emplace_back("PC of the target cookie is no visitor id and left out");
  for (auto& key : visitor.refused)
    warnings.push_back(key + " of the visitor cookie is not usable and left out");
}

void apply_defaults(delivery_request& request, const circumstances& where) {
  if (is_empty(request.request_id))
    request.request_id = make_uuid(where.random);
  omit_if_empty(request.impression_id);
  if (!request.environment_id)
    request.environment_id = where.options.environment_id;
  if (request.environment_id == 0)
    request.environment_id.reset();
  if (!request.property && !where.options.property_token.empty())
    request.property = property{.token = where.options.property_token};
  if (request.property && is_empty(request.property->token)) {
    request.property->token.reset();
    if (request.property->extra.empty())
      request.property.reset();
  }
}

/// Generated code tells by it which class an object is of. It is no member of the API.
template <class Details>
void omit_discriminator(Details& details) {
  constexpr std::string_view name = "$_type";
  if (!details.extra.find(name))
    return;
  auto others = json_builder::object();
  const auto all = details.extra.as_object();
  for (const auto [key, value] : all.members())
    if (key != name)
      others.set(key, value);
  details.extra = std::move(others).build();
}

template <class Details>
void omit_discriminators(list<Details>& all) {
  for (auto& each : all)
    omit_discriminator(each);
}

std::string first_of(std::initializer_list<std::string_view> candidates) {
  for (auto candidate : candidates)
    if (!candidate.empty())
      return std::string(candidate);
  return {};
}

std::string cluster_for(const get_offers& call, const delivery_request& request,
                        const std::string& pc, const circumstances& where) {
  return first_of(
    {cluster_of(request.id && request.id->tnt_id ? std::string_view(*request.id->tnt_id)
                                                 : std::string_view()),
     cluster_of(pc), usable_hint(call.visit.target_location_hint),
     usable_hint(where.options.target_location_hint), usable_hint(where.learned_hint)});
}

} // namespace

result<void> check(const delivery_request& request, const call_headers& headers, call_kind kind,
                   bool telemetry_waits) {
  static const auto& nothing = *new const delivery_request; // Clients may outlive statics.
  if (request == nothing)
    return fail(error_kind::invalid_request, "Request object is required");
  if (request.execute && *request.execute != execute_request{} && !has_content(*request.execute))
    return fail(error_kind::invalid_request, "Either pageLoad or mboxes is required in execute");
  if (request.prefetch && *request.prefetch != prefetch_request{}
      && !has_content(*request.prefetch))
    return fail(error_kind::invalid_request,
                "Either views, pageLoad or mboxes is required in prefetch");
  if (kind == call_kind::notifications && request.notifications.empty() && !telemetry_waits)
    return fail(error_kind::invalid_request, "Notifications array is required in request");
  return check_fields(headers);
}

result<void> prepare(get_offers&& call, call_kind kind, const visitor_share& visitor,
                     const circumstances& where, prepared_call& into) {
  auto& request = into.request;
  request = std::move(call.request);
  if (auto checked = check(request, call.headers, kind, where.telemetry_waits); !checked)
    return checked;

  auto cookie = parse_target_cookie(call.visit.target_cookie, where.now);
  into.cluster = cluster_for(call, request, cookie.pc, where);
  into.session_id = first_of({cookie.session, call.visit.session_id});
  if (into.session_id.empty())
    into.session_id = make_uuid(where.random);

  bool notified = !request.notifications.empty();
  apply_defaults(request, where);
  complete_id(request, cookie.pc, visitor);
  complete_context(request, kind, where.utc_offset);
  complete_experience_cloud(request, visitor, where.options.platform);
  complete_execute(request, into.warnings);
  complete_prefetch(request, into.warnings);
  drop_invalid(request.notifications, into.warnings);
  if (kind == call_kind::notifications && notified && request.notifications.empty())
    return fail(error_kind::invalid_request, "Notifications array is required in request");
  if (auto checked = detail::check_extra(request); !checked)
    return checked;

  warn_of_cookies(cookie, visitor.cookie, into.warnings);
  into.incoming_pc = std::move(cookie.pc);
  into.visitor_state = visitor.state;
  return {};
}

std::vector<notification> take_invalid(list<notification>& notifications) {
  std::vector<notification> taken;
  notifications.erase_if([&](notification& each) {
    bool valid = !is_empty(each.id) && each.timestamp && each.type && each.type->is_known();
    if (!valid)
      taken.push_back(std::move(each));
    return !valid;
  });
  return taken;
}

void drop_invalid(list<notification>& notifications, std::vector<std::string>& warnings) {
  for (auto& each : take_invalid(notifications))
    warnings.push_back("Notification validation failed for: " + outline(each));
  if (notifications.empty())
    notifications.reset();
}

void settle_visitor(delivery_request& request, visit& from, const visitor_share& share) {
  auto id = request.id.value_or(visitor_id{});
  add_ids(id, share);
  if (id != visitor_id{})
    request.id = std::move(id);
  complete_experience_cloud(request, share, {});
  from.customer_ids.clear();
  from.redirect_parameter.clear();
  if (from.visitor) // Then its cookie counted, not that of the visit.
    from.visitor_cookie.clear();
  from.visitor = {};
}

void fit_for_service(delivery_request& request) {
  if (request.context && request.context->geo)
    detail::omit_empty_texts(*request.context->geo);
  for (auto* asked : {request.execute ? &request.execute->page_load : nullptr,
                      request.prefetch ? &request.prefetch->page_load : nullptr})
    if (asked && *asked)
      omit_discriminator(**asked);
  if (request.execute)
    omit_discriminators(request.execute->mboxes);
  if (request.prefetch) {
    omit_discriminators(request.prefetch->mboxes);
    omit_discriminators(request.prefetch->views);
  }
  omit_discriminators(request.notifications);
}

bool wants_supplemental_data_id(const delivery_request& request) noexcept {
  auto& cloud = request.experience_cloud;
  return !cloud || !cloud->analytics || is_empty(cloud->analytics->supplemental_data_id);
}

visitor_state own_visitor(const visit& from, const client_options& options, wall_time now) {
  return visitor_state({.organization_id = options.organization_id,
                        .cookie = from.visitor_cookie,
                        .customer_ids = from.customer_ids,
                        .redirect_parameter = from.redirect_parameter},
                       now);
}

std::string_view consumer_of(const visit& from) noexcept {
  return from.consumer_id.empty() ? default_consumer_id : std::string_view(from.consumer_id);
}

get_offers as_offers_call(send_notifications call) {
  return {.request = std::move(call.request),
          .visit = std::move(call.visit),
          .timeout = call.timeout,
          .headers = std::move(call.headers),
          .trace = std::move(call.trace)};
}

get_offers as_offers_call(get_attributes call) {
  add_attribute_mboxes(call.request, call.mbox_names);
  return {.request = std::move(call.request),
          .visit = std::move(call.visit),
          .decisioning_method = call.decisioning_method,
          .timeout = call.timeout,
          .headers = std::move(call.headers),
          .trace = std::move(call.trace)};
}

std::chrono::minutes local_utc_offset(wall_time now) {
  auto seconds = std::chrono::system_clock::to_time_t(now);
  std::tm local{};
  localtime_r(&seconds, &local);
  return std::chrono::minutes(local.tm_gmtoff / 60);
}

} // namespace target_sdk::delivery
