// What a call takes from its visitor.
#pragma once

#include <string>
#include <utility>

#include "actors/caf_compat.hpp"
#include "actors/client_settings.hpp"
#include "actors/visitor/visitor_impl.hpp"
#include "delivery/prepare.hpp"

namespace target_sdk::detail {

/// Calls `then(visitor_share&&)` with what `request` takes from the visitor of `from`: at once when
/// that is one of its own, later when it is a shared one. `failed(error)` when that is not here, or
/// has ended.
template <class Self, class Then, class Failed>
void draw_share(Self* self, const client_settings& settings, const delivery_request& request,
                const visit& from, Then then, Failed failed) {
  bool draw_id = delivery::wants_supplemental_data_id(request);
  auto consumer = delivery::consumer_of(from);
  if (!from.visitor) {
    auto own = delivery::own_visitor(from, settings.options, std::chrono::system_clock::now());
    return then(delivery::share_visitor(own, consumer, draw_id, settings.random));
  }
  if (from.visitor.implementation()->is_elsewhere())
    return failed({.kind = error_kind::invalid_request,
                   .message = "visitor: a shared visitor stays in its process; give its cookie "
                              "and customer ids to calls for another node"});
  auto visitor = from.visitor.implementation()->actor();
  if (!visitor)
    return failed(
      {.kind = error_kind::shutting_down, .message = "the client of the visitor has ended"});
  draw_visitor draw{.consumer_id = std::string(consumer), .supplemental_data_id = draw_id};
  request_from(self, visitor, std::move(draw))
    .then(
      [then](visitor_drawn& share) mutable {
        then(delivery::visitor_share{.cookie = std::move(share.cookie),
                                     .customer_ids = std::move(share.customer_ids),
                                     .supplemental_data_id = std::move(share.supplemental_data_id),
                                     .state = std::move(share.state)});
      },
      [failed](caf::error& err) mutable { failed(to_error(err)); });
}

} // namespace target_sdk::detail
