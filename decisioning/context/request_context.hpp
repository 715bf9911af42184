// What all parts of one request share: time, browser, place, visitor, computed on first use.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <target_sdk/models/context.hpp>

#include "decisioning/context/page_context.hpp"
#include "decisioning/context/user_agent.hpp"
#include "decisioning/values/scratch.hpp"

namespace target_sdk::decisioning {

/// An activity: its text in the allocation key, and its number in the artifact.
struct activity_id {
  std::string_view text = {};
  std::uint32_t number = 0;
};

/// An allocation that was computed.
struct known_allocation {
  std::uint32_t activity;
  double allocation;
};

/// What all parts of one request share. The request must outlive it.
class request_context {
public:
  request_context(const target_sdk::context* context, const geo& place, std::string_view client,
                  std::string_view visitor, std::int64_t now_ms, scratch& memory) noexcept;

  scratch& memory() noexcept { return memory_; }
  std::int64_t now_ms() const noexcept { return now_ms_; }
  const geo& place() const noexcept { return place_; }
  page_context& page() { return page_of(page_, &address::url); }
  page_context& referring() { return page_of(referring_, &address::referring_url); }

  std::string_view time_text();
  double day() const noexcept;
  const browser_identity& browser();
  std::string_view platform() const;
  double allocation_of(const activity_id& activity);

private:
  page_context& page_of(std::optional<page_context>& known,
                        std::optional<std::string> address::*url);

  const target_sdk::context* context_;
  const geo& place_;
  std::string_view client_;
  std::string_view visitor_;
  std::int64_t now_ms_;
  scratch& memory_;
  std::optional<page_context> page_;
  std::optional<page_context> referring_;
  std::optional<browser_identity> browser_;
  static constexpr std::size_t most_allocations = 8;
  std::array<known_allocation, most_allocations> allocations_;
  std::bitset<most_allocations> has_allocation_; ///< Which of `allocations_` are computed.
};

} // namespace target_sdk::decisioning
