// The identifiers of a visitor.
// The members follow the public Delivery API document; an absent member is not written to JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <target_sdk/models/enums.hpp>
#include <target_sdk/models/extra_members.hpp>
#include <target_sdk/models/list.hpp>

namespace target_sdk {

/// An identifier of the visitor in a system of the customer.
struct customer_id {
  std::optional<std::string> id = {};               ///< At most 128 characters.
  std::optional<std::string> integration_code = {}; ///< Alias of the CRS data source.
  /// Default unknown.
  std::optional<text_enum<target_sdk::authenticated_state>> authenticated_state = {};
  std::optional<std::string> type = {}; ///< Kind of the identifier, as your account has it.
  std::optional<bool> primary = {};     ///< True: the one that identifies the visitor.
  extra_members extra = {};             ///< Members that are not listed here, kept and sent.

  friend bool operator==(const customer_id&, const customer_id&) = default;
};

/// Who the visitor is, by any of the identifiers known to Target.
struct visitor_id {
  std::optional<std::string> tnt_id = {}; ///< The id that Target gave: `ID.EDGE_SHARD`.
  /// Of the visitor in your system; at most 128 characters.
  std::optional<std::string> third_party_id = {};
  std::optional<std::string> marketing_cloud_visitor_id = {}; ///< The Experience Cloud id (ECID).
  list<customer_id> customer_ids = {}; ///< At most 50, in the order that matters to you.
  extra_members extra = {};            ///< Members that are not listed here, kept and sent.

  friend bool operator==(const visitor_id&, const visitor_id&) = default;
};

} // namespace target_sdk
