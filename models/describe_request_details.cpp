#include <algorithm>
#include <string_view>

#include "models/ascii.hpp"
#include "models/details_fields.hpp"
#include "models/utf8.hpp"

namespace target_sdk::detail {

namespace {

constexpr std::array order_fields = {
  member<&order::id>("id").max_length(250),
  member<&order::total>("total").minimum(0),
  member<&order::purchased_product_ids>("purchasedProductIds").not_blank().max_length(50),
  member<&order::time>("time"),
  member<&order::experience_local_id>("experienceLocalId").minimum(0).maximum(2147483647),
  member<&order::duplicate>("duplicate"),
  member<&order::outlier>("outlier"),
};

constexpr std::array product_fields = {
  member<&product::id>("id").max_length(128).not_blank(),
  member<&product::category_id>("categoryId").max_length(256).not_blank(),
};

constexpr auto request_details_fields = details_fields<request_details>();

constexpr auto mbox_request_fields = joined(
  std::array{
    member<&mbox_request::index>("index").required().minimum(-2147483648).maximum(2147483647),
    member<&mbox_request::name>("name").required(),
  },
  details_fields<mbox_request>(json_rule::mbox_parameters));

constexpr auto view_request_fields = joined(
  std::array{
    member<&view_request::name>("name").max_length(128),
    member<&view_request::key>("key").max_length(512),
  },
  details_fields<view_request>());

constexpr std::size_t longest_product_list = 250;

constexpr std::string_view date_time_shape = "dddd-dd-ddTdd:dd:dd";

bool has_shape(std::string_view text, std::string_view shape) noexcept {
  auto fits = [](char c, char wanted) {
    return wanted == 'd' ? is_digit(c) : c == wanted || c == wanted + ('a' - 'A');
  };
  return std::equal(text.begin(), text.end(), shape.begin(), shape.end(), fits);
}

/// Whether `text` looks like a date-time of RFC 3339, with a zone: `Z` or `+hh:mm`.
bool is_date_time(std::string_view text) noexcept {
  if (!has_shape(text.substr(0, date_time_shape.size()), date_time_shape))
    return false;
  auto rest = text.substr(date_time_shape.size());
  if (rest.starts_with('.')) {
    auto digits = rest.find_first_not_of("0123456789", 1);
    if (digits == 1 || digits == std::string_view::npos)
      return false;
    rest.remove_prefix(digits);
  }
  return has_shape(rest, "Z") || has_shape(rest, "+dd:dd") || has_shape(rest, "-dd:dd");
}

bool check_order(checker& check, const order& value) {
  std::size_t length = 0;
  for (const auto& id : value.purchased_product_ids)
    length += count_characters(id) + 1; // and a comma
  if (length > longest_product_list + 1)
    return check.refuse("purchasedProductIds", "longer than 250 characters together");
  if (value.time && !is_date_time(*value.time))
    return check.refuse("time", "expected a date and time such as 2026-01-31T08:30:00Z");
  return true;
}

} // namespace

TARGET_SDK_DESCRIBE(order, order_fields, check_order)
TARGET_SDK_DESCRIBE(product, product_fields)
TARGET_SDK_DESCRIBE(request_details, request_details_fields)
TARGET_SDK_DESCRIBE(mbox_request, mbox_request_fields)
TARGET_SDK_DESCRIBE(view_request, view_request_fields)

} // namespace target_sdk::detail
