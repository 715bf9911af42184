// What a page has heard of Target, for its handles.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include <target_sdk/calls.hpp>

#include "actors/shared_slot.hpp"
#include "delivery/page/page_visit.hpp"

namespace target_sdk::detail {

/// Immutable; replaced with every answer, before the parts get theirs.
struct page_news {
  /// So many answers are kept: pages are short, but nobody has to keep to that.
  static constexpr std::size_t max_answers = 50;

  delivery::page_visit visit;
  std::vector<std::shared_ptr<const offers>> answers = {}; ///< To the page's visitor; newest last.
};

using page_board = shared_slot<page_news>;

} // namespace target_sdk::detail
