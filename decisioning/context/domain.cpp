#include <algorithm>
#include <cstdint>
#include <string>

#include <libpsl.h>

#include "decisioning/context/punycode.hpp"
#include "decisioning/context/recent_answers.hpp"
#include "decisioning/context/url.hpp"
#include "decisioning/values/js_string.hpp"
#include "models/utf8.hpp"

namespace target_sdk::decisioning {
namespace {

constexpr std::size_t longest_host = 255;
constexpr std::size_t longest_label = 63;
constexpr std::size_t longest_character = 4; ///< Bytes in UTF-8.

bool is_label_character(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'
         || static_cast<unsigned char>(c) >= 0x80;
}

// Characters that IDNA reads as dots.
bool has_wide_dot(std::string_view label) noexcept {
  return label.find("\xE3\x80\x82") != std::string_view::npos
         || label.find("\xEF\xBC\x8E") != std::string_view::npos
         || label.find("\xEF\xBD\xA1") != std::string_view::npos;
}

// Length in punycode of a valid label, else 0.
std::size_t valid_label_length(std::string_view label) noexcept {
  if (label.empty() || label.front() == '-' || label.back() == '-')
    return 0;
  if (label.size() > longest_character * longest_label || has_wide_dot(label)
      || !std::all_of(label.begin(), label.end(), is_label_character))
    return 0;
  const auto length = punycode_length(label);
  return length <= longest_label ? length : 0;
}

bool is_valid_host(std::string_view host) noexcept {
  // Each round takes a label and its dot off the front.
  std::size_t total = 0;
  for (auto rest = host;;) {
    const auto dot = rest.find('.');
    const auto label = rest.substr(0, dot);
    const auto length = valid_label_length(label);
    total += length + (dot == std::string_view::npos ? 0 : 1);
    if (length == 0 || total > longest_host)
      return false;
    if (dot == std::string_view::npos)
      return label != "local";
    rest.remove_prefix(dot + 1);
  }
}

/// Where the parts of a host begin and end.
struct host_cut {
  bool is_known = false; ///< Otherwise it has no registrable domain.
  std::uint16_t subdomain = 0;
  std::uint16_t subdomain_end = 0;
  std::uint16_t domain = 0;
  std::uint16_t suffix = 0;
};

host_cut cut_host(std::string_view lower) {
  if (lower.empty() || !is_valid_host(lower))
    return {};
  const std::string name(lower);
  const auto* const list = psl_builtin();
  const char* const registrable = psl_registrable_domain(list, name.c_str());
  if (registrable == nullptr)
    return {};
  const auto domain = static_cast<std::size_t>(registrable - name.c_str());
  const auto suffix = domain + std::string_view(registrable).find('.') + 1;
  if (!psl_is_public_suffix2(list, name.c_str() + suffix, PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE))
    return {};

  auto subdomain = lower.substr(0, domain);
  if (!subdomain.empty())
    subdomain.remove_suffix(1);
  const auto end = subdomain.size();
  if (subdomain == "www")
    subdomain = {};
  else if (subdomain.starts_with("www."))
    subdomain.remove_prefix(4);
  return {.is_known = true,
          .subdomain = static_cast<std::uint16_t>(end - subdomain.size()),
          .subdomain_end = static_cast<std::uint16_t>(end),
          .domain = static_cast<std::uint16_t>(domain),
          .suffix = static_cast<std::uint16_t>(suffix)};
}

} // namespace

domain_parts split_host(std::string_view host, scratch& memory) {
  const domain_parts whole{.domain = host, .subdomain = {}, .top_level_domain = {}};
  if (host.size() > longest_character * (longest_host + 1) || !detail::is_utf8(host))
    return whole;
  auto lower = to_lower(host, memory);
  if (lower.ends_with('.'))
    lower.remove_suffix(1);
  // A site has few hosts, and the list is slow.
  const auto cut = remembered<&cut_host>(lower);
  if (!cut.is_known)
    return whole;
  return {.domain = lower.substr(cut.domain),
          .subdomain = lower.substr(cut.subdomain, cut.subdomain_end - cut.subdomain),
          .top_level_domain = lower.substr(cut.suffix)};
}

} // namespace target_sdk::decisioning
