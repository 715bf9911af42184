// Answers that say the same are equal, however they came about.
#include <tuple>

#include <target_sdk/calls.hpp>

namespace target_sdk {

bool operator==(const offers& lhs, const offers& rhs) {
  const auto said = [](const offers& each) {
    return std::tie(each.visitor_state, each.request, each.target_cookie,
                    each.target_location_hint_cookie, each.analytics_details, each.trace,
                    each.response_tokens, each.meta, each.response, each.unconfirmed);
  };
  return said(lhs) == said(rhs);
}

bool operator==(const attributes& lhs, const attributes& rhs) {
  const auto said = [](const attributes& each) {
    return std::tie(each.values, each.response, each.target_cookie,
                    each.target_location_hint_cookie);
  };
  return said(lhs) == said(rhs);
}

} // namespace target_sdk
