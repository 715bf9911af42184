// The actors of the shop, as typed interfaces, and their messages.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <target_sdk/actors.hpp>

#include "web_messages.hpp"

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

/// Answers a request of a browser: the shop as a whole, and each page of it.
using web_actor = target_sdk::compat::interface<web_answer(web_request)>;

/// Reads products from the database.
using catalogue_actor = target_sdk::compat::interface<product_list(get_products)>;

} // namespace storefront

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(storefront::web_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(storefront::web_answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(storefront::product_list)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(storefront::get_products)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(storefront::query_done)
