// What conditions see (Target: on-device decisioning), computed on first use.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <target_sdk/json.hpp>
#include <target_sdk/models/context.hpp>

#include "decisioning/context/url.hpp"
#include "decisioning/context/user_agent.hpp"
#include "decisioning/values/parameters.hpp"
#include "decisioning/values/scratch.hpp"
#include "decisioning/values/value.hpp"

namespace target_sdk::decisioning {

inline constexpr std::size_t page_part_count = 7;
/// Names of the parts of `page` and `referring`, each also with `_lc`.
inline constexpr std::array<std::string_view, page_part_count> page_part_names{
  "url", "path", "query", "fragment", "domain", "subdomain", "topLevelDomain"};

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

/// One URL and its parts.
class page_context {
public:
  explicit page_context(std::string_view url = {}) noexcept : url_(url) {}
  /// `part` counts names, then lower-case names.
  std::string_view part(std::size_t part, scratch& memory);

private:
  std::string_view plain_part(std::size_t part, scratch& memory);

  std::string_view url_;
  bool is_split_ = false;
  bool is_host_split_ = false;
  url_parts parts_;
  domain_parts host_;
  unsigned is_lowered_ = 0; ///< A bit for each element of `lower_` that is computed.
  std::array<std::string_view, page_part_count> lower_;
};

/// An activity: its text in the allocation key, and its number in the artifact.
struct activity_id {
  std::string_view text = {};
  std::uint32_t number = 0;
};

/// An allocation that was computed.
struct known_allocation {
  std::optional<std::uint32_t> activity = {};
  double allocation = 0;
};

/// What all parts of one request share. The request must outlive it.
class request_context {
public:
  request_context(const target_sdk::context* context, const geo& place, std::string_view client,
                  std::string_view visitor, std::int64_t now_ms, scratch& memory) noexcept;

  scratch& memory() noexcept { return memory_; }
  std::int64_t now_ms() const noexcept { return now_ms_; }
  const geo& place() const noexcept { return place_; }
  page_context& page() noexcept { return page_; }
  page_context& referring() noexcept { return referring_; }

  std::string_view time_text();
  double day() const noexcept;
  const browser_identity& browser();
  std::string_view platform() const;
  double allocation_of(const activity_id& activity);

private:
  const target_sdk::context* context_;
  const geo& place_;
  std::string_view client_;
  std::string_view visitor_;
  std::int64_t now_ms_;
  scratch& memory_;
  page_context page_;
  page_context referring_;
  std::optional<browser_identity> browser_;
  std::array<known_allocation, 8> allocations_;
};

/// What the rules for one mbox, view or page load see.
class rule_context {
public:
  rule_context(request_context& request, const std::optional<address>& own_address,
               const std::optional<json>& parameters);
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
  request_context& request_;
  json_view given_parameters_;
  const parameter_object* parameters_ = nullptr;
  activity_id activity_;
  std::optional<page_context> own_page_;
  std::optional<page_context> own_referring_;
  page_context* page_;
  page_context* referring_;
};

} // namespace target_sdk::decisioning
