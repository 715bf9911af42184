// What a page has heard of Target, for its handles.
#pragma once

#include "actors/shared_slot.hpp"
#include "delivery/page/page_content.hpp"
#include "delivery/page/page_visit.hpp"

namespace target_sdk::detail {

/// Immutable; replaced with every answer, before the parts get theirs.
struct page_news {
  delivery::page_visit visit;
  delivery::page_content content = {}; ///< Of the answers to the page's visitor.
};

using page_board = shared_slot<page_news>;

} // namespace target_sdk::detail
