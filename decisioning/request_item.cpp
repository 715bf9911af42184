#include "decisioning/request_item.hpp"

#include <utility>

#include <target_sdk/models/serialization.hpp>

namespace target_sdk::decisioning {
namespace {

std::optional<std::string_view> optional_view_of(const std::optional<std::string>& text) noexcept {
  return text ? std::optional<std::string_view>(*text) : std::nullopt;
}

} // namespace

template <class Details>
void request_item::borrow(const Details& from) noexcept {
  address_ = &from.address;
  parameters_ = &from.parameters;
  profile_parameters_ = &from.profile_parameters;
  order_ = &from.order;
  product_ = &from.product;
}

request_item::request_item(const mbox_request& mbox) noexcept
  : mbox_(&mbox),
    name_(optional_view_of(mbox.name)),
    index_(mbox.index) {
  borrow(mbox);
}

request_item::request_item(const view_request& view) noexcept
  : view_(&view),
    name_(optional_view_of(view.name)),
    key_(optional_view_of(view.key)) {
  borrow(view);
}

request_item::request_item(const request_details& page_load, std::string_view global_mbox) noexcept
  : page_load_(&page_load),
    name_(global_mbox) {
  borrow(page_load);
}

value request_item::find(std::string_view key) const {
  if (key == "name" && name_)
    return *name_;
  if (key == "index" && index_)
    return static_cast<double>(*index_);
  if (key == "key" && key_)
    return *key_;
  const bool is_object = (key == "address" && *address_) || (key == "parameters" && *parameters_)
                         || (key == "profileParameters" && *profile_parameters_)
                         || (key == "order" && *order_) || (key == "product" && *product_);
  if (is_object)
    return context_object::root;
  if (!*parameters_)
    return {};
  const auto found = (*parameters_)->find(key);
  return found ? value::from_json(*found) : value();
}

json request_item::to_trace(std::string_view type) const {
  auto trace = json_builder::object();
  const auto given = mbox_ != nullptr   ? to_json(*mbox_)
                     : view_ != nullptr ? to_json(*view_)
                                        : to_json(*page_load_);
  for (const auto [key, member] : given.members())
    trace.set(key, member);
  if (page_load_ != nullptr)
    trace.set("name", *name_);
  trace.set("type", type);
  return std::move(trace).build();
}

} // namespace target_sdk::decisioning
