#include <algorithm>

#include "models/checker.hpp"
#include "models/members.hpp"

namespace target_sdk::detail {

namespace {

constexpr std::array customer_id_fields = {
  member<&customer_id::id>("id").required().max_length(128),
  member<&customer_id::integration_code>("integrationCode").required().max_length(50),
  member<&customer_id::authenticated_state>("authenticatedState").required(),
  member<&customer_id::type>("type"),
  member<&customer_id::primary>("primary"),
};

constexpr std::array visitor_id_fields = {
  member<&visitor_id::tnt_id>("tntId").max_length(128),
  member<&visitor_id::third_party_id>("thirdPartyId").max_length(256),
  member<&visitor_id::marketing_cloud_visitor_id>("marketingCloudVisitorId").max_length(128),
  member<&visitor_id::customer_ids>("customerIds").max_items(50),
};

bool check_visitor_id(checker& check, const visitor_id& id) {
  // The one dot stands before the edge: `<id>.35_0`.
  if (id.tnt_id && std::count(id.tnt_id->begin(), id.tnt_id->end(), '.') > 1)
    return check.refuse("tntId", "more than one '.'");
  return true;
}

} // namespace

TARGET_SDK_DESCRIBE(customer_id, customer_id_fields)
TARGET_SDK_DESCRIBE(visitor_id, visitor_id_fields, check_visitor_id)

} // namespace target_sdk::detail
