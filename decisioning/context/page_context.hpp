// A URL as conditions see it: its parts, computed on first use.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "decisioning/context/url.hpp"
#include "decisioning/values/scratch.hpp"

namespace target_sdk::decisioning {

inline constexpr std::size_t page_part_count = 7;
/// Names of the parts of `page` and `referring`, each also with `_lc`.
inline constexpr std::array<std::string_view, page_part_count> page_part_names{
  "url", "path", "query", "fragment", "domain", "subdomain", "topLevelDomain"};

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

} // namespace target_sdk::decisioning
