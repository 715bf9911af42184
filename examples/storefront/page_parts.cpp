#include "page_parts.hpp"

#include <utility>

namespace storefront {
namespace {

using target_sdk::execute_request;
using target_sdk::prefetch_request;
using target_sdk::request_details;

/// A part that asks `whom` when the page wants it, and has the answer sent to the page.
template <class Pointer, class Actor, class Question>
auto ask_once(Pointer self, Actor whom, page_actor page, Question question) {
  return [self, whom, page, question](get_part) {
    auto answer = self->delegate(whom, question);
    self->send(page, part_has_asked{});
    return answer;
  };
}

offers_part::behavior_type ask_for(offers_part::pointer self, const part_setup& setup,
                                   target_sdk::delivery_request request) {
  return {
    ask_once(self, setup.delivery, setup.page,
             target_sdk::get_offers{.request = std::move(request), .timeout = setup.deadline})};
}

flags_part::behavior_type ask_for_flags(flags_part::pointer self, const part_setup& setup) {
  return {ask_once(self, setup.attributes, setup.page,
                   target_sdk::get_attributes{.mbox_names = {"flags"}, .timeout = setup.deadline})};
}

} // namespace

offers_part::behavior_type banner(offers_part::pointer self, part_setup setup) {
  if (setup.kind == page_kind::product)
    return ask_for(self, setup, {.execute = execute_request{.page_load = request_details{}}});
  return ask_for(self, setup, {.execute = execute_request{.mboxes = {{.name = "hero"}}}});
}

offers_part::behavior_type promotion(offers_part::pointer self, part_setup setup) {
  // Content that every visitor of the page sees is executed: decided and counted. What shows after
  // a click only is prefetched: decided now, counted when it is shown.
  if (setup.kind == page_kind::product)
    return ask_for(self, setup, {.prefetch = prefetch_request{.mboxes = {{.name = "promo"}}}});
  return ask_for(self, setup, {.execute = execute_request{.mboxes = {{.name = "promo"}}}});
}

flags_part::behavior_type checkout(flags_part::pointer self, part_setup setup) {
  return ask_for_flags(self, setup);
}

flags_part::behavior_type recommendation(flags_part::pointer self, part_setup setup) {
  return ask_for_flags(self, setup); // The same mbox: it is asked once.
}

} // namespace storefront
