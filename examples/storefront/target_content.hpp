// What Target decided for a page, picked out of its answers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "page_content.hpp"

namespace storefront {

using target_offers = target_sdk::result<target_sdk::offers>;

/// The HTML of an mbox; `otherwise` when Target has none. HTML of offers is inserted as it is: who
/// may edit activities may edit the page.
std::string html_of(const target_offers& offers, std::string_view mbox, std::string_view otherwise);

/// The CSS that the actions of the page load set on an element, as in `background-color: #fff;`.
std::string style_of(const target_offers& offers, std::string_view selector);

/// What the page reports when the buy button is clicked, as the body of `POST /events`: the click
/// itself, and that the prefetched promotion was shown. Empty when Target wants no report.
std::string events_of_buying(const target_offers& page_load, const target_offers& promotion);

/// An activity and the experience of it that the visitor sees.
struct decision {
  std::string activity = {};
  std::string experience = {};

  friend bool operator==(const decision&, const decision&) = default;
};

/// All decisions behind the page, by response tokens.
std::vector<decision> decisions_of(const page_content& content);

} // namespace storefront
