#include "delivery/page/page_visit.hpp"

#include <utility>

#include "delivery/prepare.hpp"

namespace target_sdk::delivery {
namespace {

/// Resets a member that says nothing new.
template <class T>
void omit_if(std::optional<T>& member, const T& known) {
  if (member == known)
    member.reset();
}

template <class T>
void omit_if(std::optional<T>& member, const std::optional<T>& known) {
  if (member == known)
    member.reset();
}

/// Fills a member of a visit that says nothing.
template <class T>
void fill(T& member, const T& known) {
  if (member == T{})
    member = known;
}

} // namespace

page_visit::page_visit(page_request page)
  : page_(std::make_shared<const page_request>(std::move(page))) {
}

template <class Member>
bool page_visit::is_repeated(const visit& given, Member member) const {
  static const auto& nothing = *new const visit;
  return given.*member == nothing.*member || given.*member == page_->visit.*member;
}

bool page_visit::simplify(get_offers& ask, const client_options& options) const {
  auto& given = ask.visit;
  const bool repeats_cookie =
    is_repeated(given, &visit::target_cookie) || given.target_cookie == target_cookie_;
  if (!repeats_cookie || !is_repeated(given, &visit::visitor_cookie)
      || !is_repeated(given, &visit::session_id) || !is_repeated(given, &visit::visitor))
    return false;
  const bool repeats_hint = is_repeated(given, &visit::target_location_hint)
                            || given.target_location_hint == location_hint_;
  if (repeats_hint && is_repeated(given, &visit::customer_ids)
      && is_repeated(given, &visit::redirect_parameter))
    given = {}; // Parts that share a request are one consumer of its supplemental data id.

  auto& request = ask.request;
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
  if (!request.id)
    request.id = id_;
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

void page_visit::learn(offers& answer) {
  if (!answer.target_cookie.value.empty())
    target_cookie_ = answer.target_cookie.value;
  if (answer.target_location_hint_cookie)
    location_hint_ = answer.target_location_hint_cookie->value;
  if (std::exchange(is_known_, true)) {
    answer.visitor_state = visitor_state_;
    return;
  }
  visitor_state_ = answer.visitor_state;
  // Customer ids of the visit are added to each request anyway.
  visitor_id id;
  if (answer.request.id) {
    id.tnt_id = answer.request.id->tnt_id;
    id.marketing_cloud_visitor_id = answer.request.id->marketing_cloud_visitor_id;
    id.third_party_id = answer.request.id->third_party_id;
  }
  if (answer.response.id && answer.response.id->tnt_id)
    id.tnt_id = answer.response.id->tnt_id;
  if (id != visitor_id{})
    id_ = std::move(id);
  if (auto& cloud = answer.request.experience_cloud; cloud && cloud->analytics)
    supplemental_data_id_ = cloud->analytics->supplemental_data_id;
}

} // namespace target_sdk::delivery
