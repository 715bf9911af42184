// The answer to a request that several asks share, given back to each of them. Pure functions.
#pragma once

#include <cstddef>
#include <vector>

#include <target_sdk/calls.hpp>

#include "delivery/page/merge_asks.hpp"

namespace target_sdk::delivery {

/// Divides an answer. Keeps references to what it is made of.
class divided_answer {
public:
  divided_answer(const merged_asks& asks, const offers& whole);

  /// The answer to the ask of a number, as if it had asked alone: its own mboxes, with its indexes
  /// and in its order, its views, its page load; and what was answered to all. An mbox that the
  /// answer leaves out is left out here, too.
  offers part(std::size_t number) const;

private:
  /// Where the mboxes of a section are, by their index in the shared request.
  using places = std::vector<const mbox_response*>;

  void keep_common();
  static places find_mboxes(const list<mbox_request>& asked, const list<mbox_response>& answered);
  void divide_request(delivery_request& request, const ask_share& share) const;
  void divide_execute(delivery_response& response, const ask_share& share) const;
  void divide_prefetch(delivery_response& response, const ask_share& share) const;
  void divide_meta(offers& part, const ask_share& share) const;
  list<view> views_of(const ask_share& share) const;

  const merged_asks& asks_;
  const offers& whole_;
  offers common_ = {}; ///< What every ask gets.
  places executed_ = {};
  places prefetched_ = {};
};

} // namespace target_sdk::delivery
