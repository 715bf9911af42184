#include "delivery/page/page_visit.hpp"

#include <algorithm>
#include <utility>

#include <target_sdk/visitor.hpp>

#include "delivery/prepare.hpp"
#include "delivery/target_cookie.hpp"

namespace target_sdk::delivery {
namespace {

/// Resets a member that says nothing new.
void omit_if(auto& member, const auto& known) {
  if (member == known)
    member.reset();
}

/// A visitor id of Target without the edge that keeps the visitor now.
std::string_view without_edge(std::string_view tnt_id) noexcept {
  return tnt_id.substr(0, tnt_id.find('.'));
}

bool says_nothing(const std::optional<std::string>& id) noexcept {
  return !id || id->empty();
}

/// Whether an id of a request leaves open who the visitor is.
bool names_nobody(const visitor_id& id) noexcept {
  return says_nothing(id.tnt_id) && says_nothing(id.third_party_id)
         && says_nothing(id.marketing_cloud_visitor_id);
}

/// Whom a cookie is about does not end with its validity.
constexpr wall_time at_any_time{};

constexpr std::string_view sdid_member = "sdid";

/// What a visitor state says of the supplemental data id; null if nothing.
json sdid_of(const json& state) {
  for (const auto [organization, said] : state.members())
    if (said.find(sdid_member))
      return state[organization][sdid_member];
  return {};
}

/// A visitor state with the supplemental data id of another one, unless it has its own.
json with_sdid(const json& state, const json& sdid) {
  if (sdid.is_null() || !state.is_object() || !sdid_of(state).is_null())
    return state;
  auto all = json_builder::object();
  for (const auto [organization, said] : state.members()) {
    auto more = json_builder::object();
    for (const auto [name, value] : said.members())
      more.set(name, value);
    more.set(sdid_member, sdid);
    all.set(organization, std::move(more).build());
  }
  return std::move(all).build();
}

/// Keeps an id of an answer, unless it says nothing.
void renew(std::optional<std::string>& known, const std::optional<std::string>& answered) {
  if (!says_nothing(answered))
    known = answered;
}

/// Fills a member of a visit that says nothing.
template <class T>
void fill(T& member, const T& known) {
  if (member == T{})
    member = known;
}

} // namespace

bool page_visit::known_names::contains(std::string_view name) const {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void page_visit::known_names::add(std::string_view name) {
  if (name.empty() || contains(name))
    return;
  if (names.size() == most)
    names.erase(names.begin());
  names.emplace_back(name);
}

page_visit::page_visit(page_request page)
  : page_(std::make_shared<const page_request>(std::move(page))) {
}

template <class Member>
bool page_visit::is_repeated(const visit& given, Member member) const {
  static const auto& nothing = *new const visit;
  return given.*member == nothing.*member || given.*member == page_->visit.*member;
}

bool page_visit::is_device(std::string_view tnt_id) const {
  const auto browsers = parse_target_cookie(page_->visit.target_cookie, at_any_time).pc;
  return (!browsers.empty() && without_edge(browsers) == without_edge(tnt_id))
         || devices_.contains(without_edge(tnt_id));
}

bool page_visit::is_session(std::string_view session) const {
  return session == page_->visit.session_id
         || session == parse_target_cookie(page_->visit.target_cookie, at_any_time).session
         || sessions_.contains(session);
}

bool page_visit::is_cookie(const std::string& target_cookie) const {
  if (target_cookie.empty() || target_cookie == page_->visit.target_cookie
      || target_cookie == target_cookie_)
    return true;
  // Each answer has another one, as it says how long it is valid.
  const auto named = parse_target_cookie(target_cookie, at_any_time);
  return !(named.session.empty() && named.pc.empty())
         && (named.session.empty() || is_session(named.session))
         && (named.pc.empty() || is_device(named.pc));
}

bool page_visit::names_visitor(const visitor_id& id) const {
  if (!id.extra.empty()) // It may be an id of a kind that is new.
    return false;
  if (!says_nothing(id.tnt_id) && !is_device(*id.tnt_id))
    return false;
  if (!says_nothing(id.third_party_id) && !(id_ && id_->third_party_id == id.third_party_id))
    return false;
  const auto& known = page_->visit;
  if (!says_nothing(id.marketing_cloud_visitor_id)
      && !(id_ && id_->marketing_cloud_visitor_id == id.marketing_cloud_visitor_id)
      // With a shared visitor its cookie counts, not that of the visit.
      && (known.visitor
          || parse_visitor_cookie(known.visitor_cookie).marketing_cloud_visitor_id
               != *id.marketing_cloud_visitor_id))
    return false;
  return std::all_of(id.customer_ids.begin(), id.customer_ids.end(), [&](const customer_id& each) {
    return std::find(known.customer_ids.begin(), known.customer_ids.end(), each)
           != known.customer_ids.end();
  });
}

void page_visit::omit_known_ids(std::optional<visitor_id>& id, bool customers_too) {
  if (!id)
    return;
  id->tnt_id.reset();
  id->third_party_id.reset();
  id->marketing_cloud_visitor_id.reset();
  if (customers_too || id->customer_ids.empty())
    id->customer_ids.reset();
  omit_if(id, visitor_id{});
}

bool page_visit::simplify(get_offers& ask, const client_options& options) const {
  auto& given = ask.visit;
  if (ask.request.id && !names_visitor(*ask.request.id))
    return false;
  if (!is_cookie(given.target_cookie) || !is_repeated(given, &visit::visitor_cookie)
      || !(given.session_id.empty() || is_session(given.session_id))
      || !is_repeated(given, &visit::visitor))
    return false;
  const bool repeats_hint = is_repeated(given, &visit::target_location_hint)
                            || given.target_location_hint == location_hint_;
  const bool repeats_visit = repeats_hint && is_repeated(given, &visit::customer_ids)
                             && is_repeated(given, &visit::redirect_parameter);
  if (repeats_visit)
    given = {}; // Parts that share a request are one consumer of its supplemental data id.

  auto& request = ask.request;
  omit_known_ids(request.id, repeats_visit);
  omit_if(request.context, context{});
  // So `get_attributes` without a request says.
  omit_if(request.context, context{.channel = channel_type::web});
  omit_if(request.context, page_->context);
  omit_if(request.qa_mode, page_->qa_mode);
  omit_if(request.preview, page_->preview);
  omit_if(request.environment_id, options.environment_id);
  omit_if(request.property, property{.token = options.property_token});
  omit_if(ask.decisioning_method, options.decisioning_method);
  return true;
}

void page_visit::complete_request(delivery_request& request) const {
  if (!request.context && page_->context != context{})
    request.context = page_->context;
  if (!request.qa_mode)
    request.qa_mode = page_->qa_mode;
  if (!request.preview)
    request.preview = page_->preview;
  if (request == delivery_request{}) // As `get_attributes` without a request.
    request.context = context{.channel = channel_type::web};
  if (!is_known_)
    return;
  if (!request.id) {
    request.id = id_;
  } else if (id_ && names_nobody(*request.id)) {
    request.id->tnt_id = id_->tnt_id;
    request.id->third_party_id = id_->third_party_id;
    request.id->marketing_cloud_visitor_id = id_->marketing_cloud_visitor_id;
  }
  if (supplemental_data_id_ && wants_supplemental_data_id(request)) {
    auto& cloud =
      request.experience_cloud ? *request.experience_cloud : request.experience_cloud.emplace();
    auto& analytics = cloud.analytics ? *cloud.analytics : cloud.analytics.emplace();
    analytics.supplemental_data_id = supplemental_data_id_;
  }
}

template <class Call>
void page_visit::complete_call(Call& call) const {
  complete_request(call.request);
  auto& asked = call.visit;
  const auto& known = page_->visit;
  if (is_known_) { // An ask that repeats the cookie of the browser means the visitor of now.
    asked.target_cookie = target_cookie_;
    fill(asked.target_location_hint, location_hint_);
  }
  fill(asked.target_cookie, known.target_cookie);
  fill(asked.visitor_cookie, known.visitor_cookie);
  fill(asked.target_location_hint, known.target_location_hint);
  fill(asked.consumer_id, known.consumer_id);
  fill(asked.customer_ids, known.customer_ids);
  fill(asked.session_id, known.session_id);
  fill(asked.visitor, known.visitor);
  fill(asked.redirect_parameter, known.redirect_parameter);
}

void page_visit::complete(get_offers& call) const {
  complete_call(call);
}

void page_visit::complete(send_notifications& report) const {
  complete_call(report);
}

bool page_visit::is_plain(const get_offers& simplified) {
  static const auto& nothing = *new const visit;
  return simplified.visit == nothing;
}

void page_visit::learn(offers& answer, bool was_plain) {
  if (!answer.target_cookie.value.empty())
    target_cookie_ = answer.target_cookie.value;
  if (answer.target_location_hint_cookie)
    location_hint_ = answer.target_location_hint_cookie->value;
  learn_ids(answer);
  learn_state(answer, was_plain);
  if (std::exchange(is_known_, true))
    return;
  if (auto& cloud = answer.request.experience_cloud; cloud && cloud->analytics)
    supplemental_data_id_ = cloud->analytics->supplemental_data_id;
}

void page_visit::learn_ids(const offers& answer) {
  // Customer ids of the visit are added to each request anyway.
  auto id = id_.value_or(visitor_id{});
  if (const auto& sent = answer.request.id) {
    if (!id.tnt_id)
      renew(id.tnt_id, sent->tnt_id);
    renew(id.marketing_cloud_visitor_id, sent->marketing_cloud_visitor_id);
    renew(id.third_party_id, sent->third_party_id);
  }
  if (answer.response.id)
    renew(id.tnt_id, answer.response.id->tnt_id);
  const auto named = parse_target_cookie(answer.target_cookie.value, at_any_time);
  sessions_.add(named.session);
  devices_.add(without_edge(named.pc));
  if (id.tnt_id)
    devices_.add(without_edge(*id.tnt_id));
  if (id != visitor_id{})
    id_ = std::move(id);
}

void page_visit::learn_state(offers& answer, bool was_plain) {
  if (!is_known_)
    sdid_ = sdid_of(answer.visitor_state);
  if (was_plain && !visitor_state_.is_null()) {
    answer.visitor_state = visitor_state_;
    return;
  }
  answer.visitor_state = with_sdid(answer.visitor_state, sdid_);
  if (was_plain)
    visitor_state_ = answer.visitor_state;
}

} // namespace target_sdk::delivery
