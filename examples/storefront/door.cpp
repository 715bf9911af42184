#include "door.hpp"

#include <iostream>
#include <utility>

namespace storefront {

door_actor::behavior_type door(door_actor::pointer self, web_actor shop) {
  return {[self, shop](knock& visit) {
    self->request(shop, caf::infinite, std::move(visit.request))
      .then([done = visit.done](web::answer& answer) { done(std::move(answer)); },
            [done = visit.done](caf::error& failure) {
              std::cerr << "storefront: " + to_string(target_sdk::to_error(failure)) + '\n';
              done(web::text_answer(500, "Something went wrong."));
            });
  }};
}

web::handler through(door_actor door) {
  return [door](web::request request, web::reply done) {
    caf::anon_send(door, knock{std::move(request), std::move(done)});
  };
}

} // namespace storefront
