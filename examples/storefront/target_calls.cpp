#include "target_calls.hpp"

#include <algorithm>
#include <utility>

#include <target_sdk/random.hpp>

namespace storefront {
namespace {

/// The visitor's address: the last one that the proxy in front added, if there is a proxy.
std::string visitor_address(const web_request& request, const shop_settings& settings) {
  auto forwarded = request.header("X-Forwarded-For");
  if (!settings.is_behind_proxy || forwarded.empty())
    return request.peer;
  forwarded.erase(0, forwarded.rfind(',') + 1);
  forwarded.erase(0, std::min(forwarded.find_first_not_of(' '), forwarded.size()));
  return forwarded;
}

target_sdk::context context_of(const web_request& request, std::string url,
                               const shop_settings& settings) {
  target_sdk::address address{.url = std::move(url)};
  if (auto referrer = request.header("Referer"); !referrer.empty())
    address.referring_url = std::move(referrer);
  return {.channel = target_sdk::channel_type::web,
          .address = std::move(address),
          .geo = target_sdk::geo{.ip_address = visitor_address(request, settings)},
          .user_agent = request.header("User-Agent")};
}

std::string url_of(const web_request& request, const shop_settings& settings) {
  return (settings.is_behind_proxy ? "https://" : "http://") + request.header("Host")
         + request.target;
}

/// Who asks. The cookies say it, if the visitor was here before.
target_sdk::visit visit_of(const web_request& request, const shop_settings& settings) {
  auto cookies =
    target_sdk::find_target_cookies(request.header("Cookie"), settings.organization_id);
  return {.target_cookie = std::move(cookies.target_cookie),
          .visitor_cookie = std::move(cookies.visitor_cookie),
          .target_location_hint = std::move(cookies.target_location_hint)};
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

page_calls calls_for_page(caf::actor_system& system, const web_request& request,
                          const page_route& route, const shop_settings& settings) {
  auto visit = visit_of(request, settings);
  visit.session_id = target_sdk::make_uuid(target_sdk::thread_random);
  visit.visitor = target_sdk::visitor::create(
    system, {.organization_id = settings.organization_id, .cookie = visit.visitor_cookie});
  const target_sdk::delivery_request page{
    .id = id_of_new_visitor(visit),
    .context = context_of(request, url_of(request, settings), settings)};

  page_calls calls{.offers = {.request = page, .visit = visit, .timeout = settings.target_deadline},
                   .flags = {.mbox_names = {"flags"},
                             .request = page,
                             .visit = visit,
                             .timeout = settings.target_deadline}};
  calls.flags.visit.consumer_id = "flags";
  ask_for_content(calls.offers.request, route);
  return calls;
}

target_sdk::send_notifications call_for_events(const web_request& request,
                                               std::vector<target_sdk::notification> events,
                                               const shop_settings& settings) {
  target_sdk::send_notifications call{.visit = visit_of(request, settings),
                                      .timeout = settings.target_deadline};
  call.request.context = context_of(request, request.header("Referer"), settings);
  call.request.context->address->referring_url.reset(); // Where the page came from is not known.
  call.request.notifications = std::move(events);
  return call;
}

target_sdk::set_cookie_options cookie_options(const shop_settings& settings) {
  // Open to scripts, as at.js in the page goes on with the same session.
  return {.secure = settings.is_behind_proxy, .http_only = false};
}

void set_cookies(web_answer& answer, std::vector<std::string> lines) {
  for (auto& line : lines)
    answer.headers.emplace_back("Set-Cookie", std::move(line));
}

} // namespace storefront
