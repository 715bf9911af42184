// URLs as conditions see them (Target: on-device decisioning).
#pragma once

#include <cstddef>
#include <string_view>

#include "decisioning/values/scratch.hpp"

namespace target_sdk::decisioning {

/// Parts of a URL, nothing decoded; they point into the URL. Missing parts are empty.
struct url_parts {
  std::string_view host;
  std::string_view path;
  std::string_view query;    ///< Without `?`.
  std::string_view fragment; ///< Without `#`, up to the end of its line.
};

url_parts split_url(std::string_view url) noexcept;

/// A host by the public suffix list.
struct domain_parts {
  std::string_view domain; ///< Registrable domain; the host as written when it has none.
  std::string_view subdomain;
  std::string_view top_level_domain; ///< Public suffix.
};

/// Results point into `host` or `memory`.
domain_parts split_host(std::string_view host, scratch& memory);

} // namespace target_sdk::decisioning
