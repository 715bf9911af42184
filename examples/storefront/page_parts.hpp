// The parts of a page, each an actor that knows its own mboxes and nothing of the others. It asks
// as it would ask a client; that it shares a request with other parts is the business of the page.
#pragma once

#include <chrono>

#include <target_sdk/actors.hpp>

#include "page_content.hpp"
#include "shop_actors.hpp"

namespace storefront {

/// Whom a part asks, and whom it tells that it has asked.
struct part_setup {
  target_sdk::delivery_actor delivery = {};
  target_sdk::attributes_actor attributes = {};
  page_actor page = {};
  page_kind kind = page_kind::home;
  std::chrono::milliseconds deadline{}; ///< What the page grants Target.
};

/// What a page begins with; on a product page the colour of its button.
offers_part::behavior_type banner(offers_part::pointer self, part_setup setup);

/// The line of the promotion: at once, or on a product page when something was bought.
offers_part::behavior_type promotion(offers_part::pointer self, part_setup setup);

/// How one buys.
flags_part::behavior_type checkout(flags_part::pointer self, part_setup setup);

/// What is recommended.
flags_part::behavior_type recommendation(flags_part::pointer self, part_setup setup);

} // namespace storefront
