#include "target_calls.hpp"

#include <utility>

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

} // namespace

target_sdk::page_request page_of_browser(const web::request& request,
                                         const shop_settings& settings) {
  return read_page(request, request.target, settings);
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
