#include "delivery/report.hpp"

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

std::vector<std::string> ids_of(const send_notifications& report) {
  std::vector<std::string> ids;
  ids.reserve(report.request.notifications.size());
  for (auto& each : report.request.notifications)
    ids.push_back(each.id.value_or(""));
  return ids;
}

} // namespace target_sdk::delivery
