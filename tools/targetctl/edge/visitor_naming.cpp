#include "tools/targetctl/edge/visitor_naming.hpp"

#include <algorithm>

#include "tools/targetctl/edge/name_uuid.hpp"

namespace target_sdk::tools::edge {
namespace {

constexpr std::string_view default_cluster = "28";
constexpr std::string_view edge_prefix = "mboxedge";

bool is_given(const std::optional<std::string>& id) {
  return id && !id->empty();
}

const customer_id* authenticated_customer(const visitor_id& id) {
  const auto found =
    std::find_if(id.customer_ids.begin(), id.customer_ids.end(), [](const customer_id& customer) {
      return customer.authenticated_state == authenticated_state::authenticated
             && is_given(customer.id);
    });
  return found == id.customer_ids.end() ? nullptr : &*found;
}

// What the visitor is known by, with its kind in front so that no two of them collide.
std::string known_name(const visitor_id& id) {
  if (is_given(id.marketing_cloud_visitor_id))
    return "marketingCloudVisitorId:" + *id.marketing_cloud_visitor_id;
  if (is_given(id.third_party_id))
    return "thirdPartyId:" + *id.third_party_id;
  if (const auto* const customer = authenticated_customer(id))
    return "customerId:" + customer->integration_code.value_or("") + ':' + *customer->id;
  return {};
}

/// A session id serves as it is when a `tntId` may hold it: without a dot, which is where the
/// cluster begins, and short enough.
std::string session_name(std::string_view session_id) {
  constexpr std::size_t longest = 100;
  const auto is_plain = [](char c) { return c > ' ' && c < '\x7f' && c != '.'; };
  const bool fits = !session_id.empty() && session_id.size() <= longest
                    && std::all_of(session_id.begin(), session_id.end(), is_plain);
  return fits ? std::string(session_id) : name_uuid("sessionId:" + std::string(session_id));
}

} // namespace

std::string cluster_of(std::string_view edge_host) {
  if (edge_host.starts_with(edge_prefix)) {
    const auto label = edge_host.substr(0, edge_host.find('.')).substr(edge_prefix.size());
    if (!label.empty() && label.find_first_not_of("0123456789") == std::string_view::npos)
      return std::string(label);
  }
  return std::string(default_cluster);
}

visitor_id named(visitor_id given, std::string_view session_id, std::string_view cluster) {
  if (is_given(given.tnt_id))
    return given;
  const auto known = known_name(given);
  auto id = known.empty() ? session_name(session_id) : name_uuid(known);
  if (!cluster.empty())
    id.append(".").append(cluster).append("_0");
  given.tnt_id = std::move(id);
  return given;
}

} // namespace target_sdk::tools::edge
