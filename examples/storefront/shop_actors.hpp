// The actors of the shop, as typed interfaces, and their messages.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>

#include "web/messages.hpp"

namespace storefront {

/// Something to buy.
struct product {
  std::string id = {};
  std::string name = {};
  std::string category = {};
  std::string description = {};
  std::string picture = {}; ///< Id of a symbol in assets/pictures.svg.
  std::string tint = {};    ///< Background of the picture, `#rrggbb`.
  double price = 0;         ///< Euros.
  int sold = 0;             ///< Pieces; bestsellers are those with most.
};

/// All products, shared by everybody who looks at them.
struct product_list {
  std::shared_ptr<const std::vector<product>> products = {};
};

/// Asks for all products.
struct get_products {};

/// The end of a query, which the catalogue tells itself.
struct query_done {
  caf::typed_response_promise<product_list> answer = {};
};

/// Asks a part of a page for what Target decided for it.
struct get_part {};

/// A part has asked Target.
struct part_has_asked {};

/// A request at the door, and whom to tell the answer.
struct knock {
  web::request request = {};
  web::reply done = {};
};

/// Answers a request of a browser: the shop as a whole, and each page of it.
using web_actor = target_sdk::compat::interface<web::answer(web::request)>;

/// One page under way.
using page_actor = web_actor::extend_with<target_sdk::compat::interface<void(part_has_asked)>>;

/// A part of a page that shows offers.
using offers_part = target_sdk::compat::interface<target_sdk::offers(get_part)>;

/// A part of a page that is ruled by flags.
using flags_part = target_sdk::compat::interface<target_sdk::attributes(get_part)>;

/// Reads products from the database.
using catalogue_actor = target_sdk::compat::interface<product_list(get_products)>;

/// The state of a stateful actor: a member with CAF 0.17, a function with CAF 1.x.
template <class Actor>
auto& state_of(Actor* self) {
  if constexpr (requires { self->state(); })
    return self->state();
  else
    return self->state;
}

} // namespace storefront

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(web::request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(web::answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(storefront::product_list)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(storefront::get_products)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(storefront::query_done)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(storefront::knock)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(storefront::get_part)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(storefront::part_has_asked)

// CAF 1.x wants an id of every message.
CAF_BEGIN_TYPE_ID_BLOCK(storefront, caf::first_custom_type_id)
CAF_ADD_TYPE_ID(storefront, (web::request))
CAF_ADD_TYPE_ID(storefront, (web::answer))
CAF_ADD_TYPE_ID(storefront, (storefront::product_list))
CAF_ADD_TYPE_ID(storefront, (storefront::get_products))
CAF_ADD_TYPE_ID(storefront, (storefront::query_done))
CAF_ADD_TYPE_ID(storefront, (storefront::knock))
CAF_ADD_TYPE_ID(storefront, (storefront::get_part))
CAF_ADD_TYPE_ID(storefront, (storefront::part_has_asked))
CAF_END_TYPE_ID_BLOCK(storefront)
