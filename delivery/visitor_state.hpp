// A visitor's state between calls: its supplemental data id and its consumers.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <target_sdk/json.hpp>
#include <target_sdk/random.hpp>
#include <target_sdk/visitor.hpp>

namespace target_sdk::delivery {

/// `organization_id` as VisitorAPI.js writes it: with `@AdobeOrg`.
std::string full_organization_id(std::string_view organization_id);

/// The customer ids that are not empty, with their default state.
std::vector<customer_id> usable_customer_ids(std::vector<customer_id> ids);

/// One visitor. Not shared: one owner, a call or a visitor actor.
class visitor_state {
public:
  visitor_state(visitor_options options, std::chrono::system_clock::time_point now);

  /// The current id; a new one when this consumer has consumed the current one already.
  const std::string& supplemental_data_id(std::string_view consumer_id,
                                          const random_source& random);

  const visitor_cookie& cookie() const noexcept { return cookie_; }
  const std::vector<customer_id>& customer_ids() const noexcept { return customer_ids_; }

  /// For VisitorAPI.js.
  json state() const;

private:
  std::string organization_id_;
  visitor_cookie cookie_;
  std::vector<customer_id> customer_ids_;
  std::string current_;
  std::vector<std::string> consumed_by_;
};

/// The visitor's share of one call.
struct visitor_share {
  visitor_cookie cookie = {};
  std::vector<customer_id> customer_ids = {};
  std::string supplemental_data_id = {}; ///< Empty when the request brings its own.
  json state = {};
};

/// Draws a share; `draw_id` false leaves the supplemental data id untouched.
visitor_share share_visitor(visitor_state& state, std::string_view consumer_id, bool draw_id,
                            const random_source& random);

} // namespace target_sdk::delivery
