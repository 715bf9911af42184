#include "target_calls.hpp"

#include <algorithm>
#include <utility>

#include <target_sdk/page_request.hpp>
#include <target_sdk/random.hpp>

namespace storefront {
namespace {

/// What the browser says of its page, `url`: all that Target is told of it.
target_sdk::page_request read_page(const web::request& request, std::string url,
                                   const shop_settings& settings) {
  return target_sdk::read_page_request(
    {.url = std::move(url),
     .headers = request.headers,
     .peer = request.peer,
     .scheme = settings.is_behind_proxy ? "https" : "http",
     .address_header = settings.is_behind_proxy ? "X-Forwarded-For" : ""},
    settings.organization_id);
}

/// For a visitor whom no cookie names: an id for both calls, or Target would give each its own.
std::optional<target_sdk::visitor_id> id_of_new_visitor(const target_sdk::visit& visit) {
  const auto cloud = target_sdk::parse_visitor_cookie(visit.visitor_cookie);
  if (visit.target_cookie.find("PC#") != std::string::npos
      || !cloud.marketing_cloud_visitor_id.empty())
    return std::nullopt;
  auto id = target_sdk::make_uuid(target_sdk::thread_random);
  id.erase(std::remove(id.begin(), id.end(), '-'), id.end());
  return target_sdk::visitor_id{.tnt_id = std::move(id)};
}

/// What each page shows. Content that every visitor of the page sees is executed: decided and
/// counted. What shows after a click only is prefetched: decided now, counted when it is shown.
void ask_for_content(target_sdk::delivery_request& request, const page_route& route) {
  switch (route.kind) {
  case page_kind::home:
    request.execute = target_sdk::execute_request{.mboxes = {{.name = "hero"}, {.name = "promo"}}};
    break;
  case page_kind::list:
    request.execute = target_sdk::execute_request{.mboxes = {{.name = "promo"}}};
    break;
  case page_kind::product:
    request.execute = target_sdk::execute_request{.page_load = target_sdk::request_details{}};
    request.prefetch = target_sdk::prefetch_request{.mboxes = {{.name = "promo"}}};
    break;
  }
}

} // namespace

page_calls calls_for_page(caf::actor_system& system, const web::request& request,
                          const page_route& route, const shop_settings& settings) {
  auto page = read_page(request, request.target, settings);
  auto visit = page.visit;
  visit.session_id = target_sdk::make_uuid(target_sdk::thread_random);
  visit.visitor =
    target_sdk::visitor::create(system, {.organization_id = settings.organization_id,
                                         .cookie = visit.visitor_cookie,
                                         .redirect_parameter = visit.redirect_parameter});
  auto asked = page.request();
  asked.id = id_of_new_visitor(visit);

  page_calls calls{
    .offers = {.request = asked, .visit = visit, .timeout = settings.target_deadline},
    .flags = {.mbox_names = {"flags"},
              .request = asked,
              .visit = visit,
              .timeout = settings.target_deadline},
    .link_cookies = page.set_cookie_lines(cookie_options(settings))};
  calls.flags.visit.consumer_id = "flags";
  ask_for_content(calls.offers.request, route);
  return calls;
}

target_sdk::send_notifications call_for_events(const web::request& request,
                                               std::vector<target_sdk::notification> events,
                                               const shop_settings& settings) {
  auto page = read_page(request, request.header("Referer"), settings);
  target_sdk::send_notifications call{
    .request = page.request(), .visit = page.visit, .timeout = settings.target_deadline};
  if (call.request.context->address)
    call.request.context->address->referring_url.reset(); // Where the page came from is not known.
  call.request.notifications = std::move(events);
  return call;
}

target_sdk::set_cookie_options cookie_options(const shop_settings& settings) {
  // Open to scripts, as at.js in the page goes on with the same session.
  return {.secure = settings.is_behind_proxy, .http_only = false};
}

} // namespace storefront
