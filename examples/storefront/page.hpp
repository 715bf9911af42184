// One page under way: asks the catalogue and, by its parts, Target at the same time, and answers
// when all have.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <target_sdk/page.hpp>

#include "page_content.hpp"
#include "shop.hpp"

namespace storefront {

struct page_state {
  static constexpr const char* name = "storefront.page";

  shop_ptr parts = {};
  page_content content = {};
  std::optional<target_sdk::page> target = {}; ///< Whom the parts of this page ask.
  std::chrono::steady_clock::time_point start = {};
  std::size_t have_asked = 0; ///< Of the parts.
  int open_questions = 0;
  caf::typed_response_promise<web::answer> answer = {};
};

/// Answers one request, then ends.
page_actor::behavior_type page(page_actor::stateful_pointer<page_state> self, shop_ptr parts,
                               page_route route);

} // namespace storefront
