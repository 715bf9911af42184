// A URL cut where RFC 3986 (appendix B) cuts it. What rules see of a page's URL follows another
// library: decisioning/context/url.hpp.
#pragma once

#include <string_view>

namespace target_sdk::detail {

/// Views into the URL that was cut. Nothing is checked or decoded.
struct url_parts {
  std::string_view scheme = {};        ///< Without `://`; empty when there is none.
  std::string_view origin = {};        ///< Scheme and authority, with what stands between.
  std::string_view user_info = {};     ///< Without `@`; empty when there is none.
  std::string_view host_and_port = {}; ///< What follows the user information.
  std::string_view path = {};          ///< With its leading slash.
  std::string_view query = {};         ///< With its question mark.
  std::string_view fragment = {};      ///< With its number sign.
};

/// Cuts an absolute URL; a text without a scheme begins with its authority.
url_parts split_url(std::string_view url) noexcept;

/// Whether the scheme is https, in any case.
bool is_https(std::string_view url) noexcept;

} // namespace target_sdk::detail
