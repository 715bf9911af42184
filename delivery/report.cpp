#include "delivery/report.hpp"

#include <utility>

#include "delivery/prepare.hpp"
#include "models/checker.hpp"

namespace target_sdk::delivery {
namespace {

/// `{}` is as if absent.
template <class Asked>
bool asks_for_offers(std::optional<Asked>& asked) {
  if (asked == Asked{})
    asked.reset();
  return asked.has_value();
}

} // namespace

result<void> check_report(send_notifications& report, std::vector<std::string>& warnings) {
  auto& request = report.request;
  if (auto checked = check(request, report.headers, call_kind::notifications, false); !checked)
    return checked;
  for (auto [name, asks] : {std::pair("execute", asks_for_offers(request.execute)),
                            std::pair("prefetch", asks_for_offers(request.prefetch))})
    if (asks)
      return fail(error_kind::invalid_request,
                  "request." + std::string(name)
                    + ": nobody gets the offers; use get_offers or send_notifications");
  drop_invalid(request.notifications, warnings);
  if (request.notifications.empty())
    return fail(error_kind::invalid_request,
                "request.notifications[0]: a notification needs an id, a type and a timestamp");
  return detail::check_extra(request);
}

void settle_session(send_notifications& report, const random_source& random) {
  auto& visit = report.visit;
  if (visit.session_id.empty() && visit.target_cookie.empty())
    visit.session_id = make_uuid(random);
}

result<packed_call> take_in(send_notifications&& report, const random_source& random, wall_time now,
                            std::vector<std::string>& warnings) {
  if (auto checked = check_report(report, warnings); !checked)
    return tl::unexpected(std::move(checked.error()));
  settle_session(report, random);
  return pack(report, true, now);
}

std::vector<std::string> ids_of(const packed_call& report) {
  std::vector<std::string> ids;
  ids.reserve(report.content.notifications.size());
  for (auto& each : report.content.notifications)
    ids.push_back(each.id);
  return ids;
}

} // namespace target_sdk::delivery
