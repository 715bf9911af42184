#include "catalogue.hpp"

#include <utility>

namespace storefront {

target_sdk::result<product_list> read_products(const std::string& json_text) {
  const auto list = target_sdk::json::parse(json_text);
  if (!list)
    return tl::unexpected(list.error());
  auto products = std::make_shared<std::vector<product>>();
  for (const auto each : list->elements()) {
    const auto text = [&](const char* key) { return std::string(each[key].string_or_empty()); };
    products->push_back({.id = text("id"),
                         .name = text("name"),
                         .category = text("category"),
                         .description = text("description"),
                         .picture = text("picture"),
                         .tint = text("tint"),
                         .price = each["price"].as_double().value_or(0),
                         .sold = static_cast<int>(each["sold"].as_int64().value_or(0))});
    if (products->back().id.empty() || products->back().name.empty())
      return target_sdk::fail(target_sdk::error_kind::invalid_configuration,
                              "product " + std::to_string(products->size())
                                + " of the catalogue has no id or no name");
  }
  return product_list{.products = std::move(products)};
}

catalogue_implementation::behavior_type catalogue(catalogue_implementation::pointer self,
                                                  product_list products,
                                                  std::chrono::milliseconds query_time) {
  return {
    [self, query_time](get_products) -> caf::result<product_list> {
      auto answer = self->make_response_promise<product_list>();
      self->delayed_send(self, query_time, query_done{.answer = answer});
      return answer;
    },
    [products](query_done& done) { done.answer.deliver(products); },
  };
}

} // namespace storefront
