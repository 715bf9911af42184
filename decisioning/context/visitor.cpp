#include "decisioning/context/visitor.hpp"

#include <algorithm>
#include <string>

#include "decisioning/optional_text.hpp"
#include "decisioning/values/js_string.hpp"
#include "models/js_blanks.hpp"

namespace target_sdk::decisioning {
namespace {

// The id of the first authenticated customer id, possibly empty.
std::string_view authenticated_customer(const visitor_id& id) noexcept {
  const auto found =
    std::find_if(id.customer_ids.begin(), id.customer_ids.end(), [](const customer_id& customer) {
      return customer.authenticated_state
             && *customer.authenticated_state == authenticated_state::authenticated;
    });
  return found == id.customer_ids.end() ? std::string_view() : view_of(found->id);
}

bool names_anybody(const visitor_id& id) noexcept {
  return !view_of(id.tnt_id).empty() || !view_of(id.marketing_cloud_visitor_id).empty()
         || !view_of(id.third_party_id).empty() || !authenticated_customer(id).empty();
}

} // namespace

void identify(visitor_id& id, std::string_view location_hint, const random_source& random) {
  if (names_anybody(id))
    return;
  auto tnt = make_uuid(random);
  tnt.erase(std::remove(tnt.begin(), tnt.end(), '-'), tnt.end());
  if (const auto hint = detail::trim_js(location_hint); !hint.empty())
    tnt.append(".").append(hint).append("_0");
  id.tnt_id = std::move(tnt);
}

std::string_view allocation_visitor(const visitor_id& id) noexcept {
  const auto tnt = view_of(id.tnt_id);
  for (const auto candidate : {view_of(id.marketing_cloud_visitor_id), tnt.substr(0, tnt.find('.')),
                               view_of(id.third_party_id)})
    if (!candidate.empty())
      return candidate;
  return authenticated_customer(id);
}

} // namespace target_sdk::decisioning
