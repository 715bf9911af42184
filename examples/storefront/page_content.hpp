// What a page is made of, as it comes in.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <target_sdk/calls.hpp>

#include "shop_actors.hpp"

namespace storefront {

enum class page_kind { home, list, product };

/// Which page it is.
struct page_route {
  page_kind kind = page_kind::home;
  std::string product_id = {}; ///< Of a product page.
  std::string category = {};   ///< Of a list; empty: all.
};

/// The page at the target of a request line; none when there is no such page.
std::optional<page_route> find_page(std::string_view target);

/// When the sources of the page had answered, counted from its start.
struct page_times {
  std::chrono::microseconds own_work{};
  std::chrono::microseconds target{};

  /// What Target added to the page.
  std::chrono::microseconds effective_target() const {
    return std::max(target - own_work, std::chrono::microseconds(0));
  }
};

/// What the shop does differently for some visitors. These are the values without Target.
struct shop_flags {
  bool new_checkout = false;
  std::int64_t max_pieces = 20;
  std::string recommendations = "bestsellers"; ///< Or `similar`.
  std::int64_t recommended = 4;
};

shop_flags read_flags(const target_sdk::result<target_sdk::attributes>& attributes);

struct page_content {
  page_route route = {};
  target_sdk::result<product_list> products = {};
  // What each part got.
  target_sdk::result<target_sdk::offers> banner = {};    ///< Of a product page: its page load.
  target_sdk::result<target_sdk::offers> promotion = {}; ///< Of a product page: for later.
  target_sdk::result<target_sdk::attributes> checkout = {};
  target_sdk::result<target_sdk::attributes> recommendation = {};
  /// Whole, as Target gave them: for the scripts of the page.
  std::vector<std::shared_ptr<const target_sdk::offers>> answers = {};
  std::size_t asks = 0;
  page_times times = {};
};

} // namespace storefront
