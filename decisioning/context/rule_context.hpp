// What conditions see (Target: on-device decisioning), computed on first use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <target_sdk/json.hpp>
#include <target_sdk/models/context.hpp>

#include "decisioning/context/page_context.hpp"
#include "decisioning/context/request_context.hpp"
#include "decisioning/values/parameters.hpp"
#include "decisioning/values/scratch.hpp"
#include "decisioning/values/value.hpp"

namespace target_sdk::decisioning {

/// Known variables, and the known objects that contain them.
enum class context_slot : std::uint8_t {
  current_timestamp,
  current_time,
  current_day,
  allocation,
  browser_type,
  browser_version,
  platform,
  locale,
  country,
  region,
  city,
  latitude,
  longitude,
  page,                                   ///< The first of 14: parts, then parts in lower case.
  referring = page + 2 * page_part_count, ///< As `page`.
  root = referring + 2 * page_part_count,
  user_object,
  page_object,
  referring_object,
  geo_object,
  mbox_object,
  count,
};

/// The slot of the variable `name` (with all its dotted segments), empty when it is not one.
std::optional<context_slot> slot_of(std::string_view name) noexcept;
bool is_text_slot(context_slot slot) noexcept;
bool is_number_slot(context_slot slot) noexcept;

/// What the rules for one mbox, view or page load see.
class rule_context {
public:
  /// All arguments must outlive this.
  rule_context(request_context& request, const boxed<address>& own_address,
               const std::optional<json>& parameters);
  /// No temporaries, as which a `std::optional<address>` would be taken.
  /// @{
  rule_context(request_context& request, const boxed<address>&& own_address,
               const std::optional<json>& parameters) = delete;
  rule_context(request_context& request, const boxed<address>& own_address,
               const std::optional<json>&& parameters) = delete;
  /// @}
  rule_context(const rule_context&) = delete;
  rule_context& operator=(const rule_context&) = delete;

  /// Selects the activity whose allocation conditions see. Its text must outlive this.
  void select_activity(const activity_id& activity) noexcept { activity_ = activity; }

  scratch& memory() noexcept { return request_.memory(); }
  double number(context_slot slot);
  std::string_view text(context_slot slot);
  /// Undefined when the geolocation is unknown.
  value read(context_slot slot);
  /// The member or element `key`; undefined when there is none.
  value member(const value& of, std::string_view key);
  const parameter_object& parameters();

private:
  page_context& page();
  page_context& referring();

  request_context& request_;
  const boxed<address>& own_address_;
  const std::optional<json>& given_parameters_;
  const parameter_object* parameters_ = nullptr;
  activity_id activity_;
  std::optional<page_context> own_page_;
  std::optional<page_context> own_referring_;
};

} // namespace target_sdk::decisioning
