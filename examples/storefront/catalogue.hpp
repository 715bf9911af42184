// The products, and the actor that reads them from a database that takes its time.
#pragma once

#include <chrono>
#include <string>

#include "shop_actors.hpp"

namespace storefront {

/// Reads assets/products.json. Errors (`invalid_configuration`) name the place.
[[nodiscard]] target_sdk::result<product_list> read_products(const std::string& json_text);

using catalogue_implementation =
  catalogue_actor::extend_with<target_sdk::compat::interface<void(query_done)>>;

/// Answers each query after `query_time`; no thread waits meanwhile, and queries run side by side.
catalogue_implementation::behavior_type catalogue(catalogue_implementation::pointer self,
                                                  product_list products,
                                                  std::chrono::milliseconds query_time);

} // namespace storefront
