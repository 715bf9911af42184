#include "event_post.hpp"

#include <iostream>
#include <utility>

#include <target_sdk/notifications.hpp>

#include "target_calls.hpp"

namespace storefront {

using target_sdk::error_kind;
using target_sdk::fail;
using target_sdk::result;

namespace {

constexpr std::size_t most_events = 10;
constexpr std::size_t longest_text = 2048;

result<target_sdk::notification> read_event(target_sdk::json_view event) {
  const auto type = event["type"].string_or_empty();
  const auto mbox = event["mbox"].string_or_empty();
  const auto token = event["token"].string_or_empty();
  const auto state = event["state"].string_or_empty();
  if (type != "click" && type != "display")
    return fail(error_kind::invalid_request, "an event is a click or a display");
  if (mbox.empty() || token.empty() || mbox.size() > longest_text || token.size() > longest_text
      || state.size() > longest_text)
    return fail(error_kind::invalid_request, "an event has an mbox and a token");
  auto made = target_sdk::make_notification(type == "click" ? target_sdk::metric_type::click
                                                            : target_sdk::metric_type::display,
                                            std::string(token));
  made.mbox = target_sdk::notification_mbox{.name = std::string(mbox)};
  if (!state.empty())
    made.mbox->state = std::string(state);
  return made;
}

caf::result<web::answer> answer(web_actor::pointer self, const shop_ptr& parts,
                                const web::request& request) {
  // Pages of other sites cannot send this type without our consent.
  if (!request.header("Content-Type").starts_with("application/json"))
    return web::text_answer(415, "Events are JSON.");
  auto events = read_events(request.body);
  if (!events)
    return web::text_answer(400, events.error().message);

  auto promise = self->make_response_promise<web::answer>();
  auto call = call_for_events(request, *std::move(events), parts->settings);
  self->request(parts->notification, caf::infinite, std::move(call))
    .then(
      [promise, parts](const target_sdk::offers& taken) mutable {
        web::answer done{.status = 204};
        set_cookies(done, taken.set_cookie_lines(cookie_options(parts->settings)));
        promise.deliver(std::move(done));
      },
      [promise](caf::error& failure) mutable {
        std::cerr << "storefront: " + to_string(target_sdk::to_error(failure)) + '\n';
        promise.deliver(web::text_answer(502, "Target did not take the events."));
      });
  return promise;
}

} // namespace

result<std::vector<target_sdk::notification>> read_events(std::string_view body) {
  const auto message = target_sdk::json::parse(body);
  if (!message)
    return fail(error_kind::invalid_request, message.error().message);
  const auto events = (*message)["events"];
  if (events.empty() || events.size() > most_events)
    return fail(error_kind::invalid_request, "expected some events, and not too many");
  std::vector<target_sdk::notification> notifications;
  for (const auto each : events.elements()) {
    auto event = read_event(each);
    if (!event)
      return tl::unexpected(event.error());
    notifications.push_back(*std::move(event));
  }
  return notifications;
}

web_actor::behavior_type event_post(web_actor::pointer self, shop_ptr parts) {
  return {[self, parts](const web::request& request) { return answer(self, parts, request); }};
}

} // namespace storefront
