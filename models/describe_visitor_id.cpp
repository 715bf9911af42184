#include "models/members.hpp"

namespace target_sdk::detail {

namespace {

constexpr std::array customer_id_fields = {
  member<&customer_id::id>("id").required().max_length(128),
  member<&customer_id::integration_code>("integrationCode").required().max_length(50),
  member<&customer_id::authenticated_state>("authenticatedState").required(),
};

constexpr std::array visitor_id_fields = {
  member<&visitor_id::tnt_id>("tntId").max_length(128),
  member<&visitor_id::third_party_id>("thirdPartyId").max_length(128),
  member<&visitor_id::marketing_cloud_visitor_id>("marketingCloudVisitorId").max_length(128),
  member<&visitor_id::customer_ids>("customerIds").max_items(50),
};

} // namespace

TARGET_SDK_DESCRIBE(customer_id, customer_id_fields)
TARGET_SDK_DESCRIBE(visitor_id, visitor_id_fields)

} // namespace target_sdk::detail
