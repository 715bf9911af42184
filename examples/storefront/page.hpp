// One page under way: asks the catalogue and Target at the same time, and answers when all have.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "page_content.hpp"
#include "shop.hpp"

namespace storefront {

struct page_state {
  static constexpr const char* name = "storefront.page";

  shop_ptr parts = {};
  page_content content = {};
  std::vector<std::string> link_cookies = {};
  std::chrono::steady_clock::time_point start = {};
  int open_questions = 0;
  caf::typed_response_promise<web::answer> answer = {};
};

/// Answers one request, then ends.
web_actor::behavior_type page(web_actor::stateful_pointer<page_state> self, shop_ptr parts,
                              page_route route);

} // namespace storefront
