// One item of a request: an mbox, a view or the page load, through one interface.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <target_sdk/json.hpp>
#include <target_sdk/models/delivery_request.hpp>

#include "decisioning/values/value.hpp"

namespace target_sdk::decisioning {

/// Refers to the request, which must outlive it.
class request_item {
public:
  explicit request_item(const mbox_request& mbox) noexcept;
  explicit request_item(const view_request& view) noexcept;
  /// A page load has the name of the global mbox.
  request_item(const request_details& page_load, std::string_view global_mbox) noexcept;

  bool is_view() const noexcept { return view_ != nullptr; }
  std::optional<std::int64_t> index() const noexcept { return index_; }
  const boxed<address>& own_address() const noexcept { return *address_; }
  const std::optional<json>& parameters() const noexcept { return *parameters_; }

  /// The value of a macro with this key: a member, else a parameter, else undefined.
  value find(std::string_view key) const;
  /// As given, for traces; `type` is execute or prefetch.
  json to_trace(std::string_view type) const;

private:
  template <class Details>
  void borrow(const Details& from) noexcept;

  const mbox_request* mbox_ = nullptr;
  const view_request* view_ = nullptr;
  const request_details* page_load_ = nullptr;
  std::optional<std::string_view> name_;
  std::optional<std::string_view> key_;
  std::optional<std::int64_t> index_;
  const boxed<address>* address_ = nullptr;
  const std::optional<json>* parameters_ = nullptr;
  const std::optional<json>* profile_parameters_ = nullptr;
  const boxed<order>* order_ = nullptr;
  const boxed<product>* product_ = nullptr;
};

} // namespace target_sdk::decisioning
