#include "page_content.hpp"

#include "web/messages.hpp"

namespace storefront {

std::optional<page_route> find_page(std::string_view target) {
  constexpr std::string_view list = "/products";
  const auto path = target.substr(0, target.find('?'));
  if (path == "/")
    return page_route{};
  if (path == list)
    return page_route{.kind = page_kind::list,
                      .category = web::query_parameter(target, "category").value_or(std::string())};
  if (path.starts_with(list) && path.size() > list.size() + 1 && path[list.size()] == '/')
    return page_route{.kind = page_kind::product,
                      .product_id = std::string(path.substr(list.size() + 1))};
  return std::nullopt;
}

shop_flags read_flags(const target_sdk::result<target_sdk::attributes>& attributes) {
  constexpr std::int64_t most_recommended = 8;
  shop_flags flags;
  if (!attributes)
    return flags;
  flags.new_checkout = attributes->value_or("flags", "newCheckout", flags.new_checkout);
  flags.max_pieces = attributes->value_or("flags", "maxCartItems", flags.max_pieces);
  if (const auto recommendations = attributes->value("flags", "recommendations")) {
    flags.recommendations =
      (*recommendations)["algorithm"].as_string().value_or(flags.recommendations);
    flags.recommended = std::clamp<std::int64_t>(
      (*recommendations)["count"].as_int64().value_or(flags.recommended), 0, most_recommended);
  }
  return flags;
}

} // namespace storefront
