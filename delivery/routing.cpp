#include "delivery/routing.hpp"

#include <algorithm>

#include "models/ascii.hpp"
#include "models/percent_coding.hpp"

namespace target_sdk::delivery {
namespace {

constexpr std::string_view edge_domain = "tt.omtrdc.net";

bool lies_in_edge_domain(std::string_view server_domain) {
  const auto name = detail::to_lower(server_domain.substr(0, server_domain.find(':')));
  std::string_view host = name;
  if (!host.ends_with(edge_domain))
    return false;
  host.remove_suffix(edge_domain.size());
  return host.empty() || host.ends_with('.');
}

bool routes_by_hint(const client_options& options) {
  switch (options.route_by_hint) {
  case route_by_hint::always: return true;
  case route_by_hint::never: return false;
  case route_by_hint::automatic: break;
  }
  return options.server_domain.empty() || lies_in_edge_domain(options.server_domain);
}

/// Whether the edge of a cluster is asked.
bool is_at_edge(const client_options& options, std::string_view cluster) {
  return !cluster.empty() && routes_by_hint(options);
}

} // namespace

std::string_view cluster_of(std::string_view tnt_id) noexcept {
  auto dot = tnt_id.find('.');
  if (dot == std::string_view::npos || tnt_id.find('.', dot + 1) != std::string_view::npos)
    return {};
  auto location = tnt_id.substr(dot + 1);
  auto underscore = location.find('_');
  if (underscore == std::string_view::npos
      || location.find('_', underscore + 1) != std::string_view::npos)
    return {};
  auto cluster = location.substr(0, underscore);
  return std::all_of(cluster.begin(), cluster.end(), detail::is_digit) ? cluster
                                                                       : std::string_view();
}

std::string_view usable_hint(std::string_view hint) noexcept {
  auto is_label_char = [](char c) { return detail::is_letter_or_digit(c) || c == '-'; };
  bool usable = hint.size() <= 40 && std::all_of(hint.begin(), hint.end(), is_label_char);
  return usable ? hint : std::string_view();
}

std::string delivery_host(const client_options& options, std::string_view cluster) {
  if (is_at_edge(options, cluster))
    return "mboxedge" + std::string(cluster) + '.' + std::string(edge_domain);
  if (!options.server_domain.empty())
    return options.server_domain;
  return options.client + '.' + std::string(edge_domain);
}

bool is_edge_out_of_reach(const client_options& options, std::string_view cluster,
                          const http_response& answer) {
  auto& failure = answer.failure;
  return is_at_edge(options, cluster) && failure && !failure->sent
         && (failure->kind == error_kind::transport || failure->kind == error_kind::timeout
             || failure->kind == error_kind::unavailable);
}

void append_delivery_url(std::string& url, const client_options& options, std::string_view host,
                         std::string_view session_id) {
  url.reserve(url.size() + 192);
  url += options.secure ? "https://" : "http://";
  url += host;
  url += "/rest/v1/delivery?imsOrgId=";
  detail::append_percent_encoded(url, options.organization_id);
  url += "&sessionId=";
  detail::append_percent_encoded(url, session_id);
  if (!options.version.empty()) {
    url += "&version=";
    detail::append_percent_encoded(url, options.version);
  }
}

std::string_view host_of(std::string_view url) noexcept {
  if (auto scheme = url.find("://"); scheme != url.npos)
    url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  return url.substr(url.rfind('@') + 1);
}

std::string cluster_of_edge_host(std::string_view edge_host) {
  if (std::count(edge_host.begin(), edge_host.end(), '.') != 3)
    return {};
  std::string label(edge_host.substr(0, edge_host.find('.')));
  constexpr std::string_view prefix = "mboxedge";
  if (auto at = label.find(prefix); at != std::string::npos)
    label.erase(at, prefix.size());
  return label;
}

} // namespace target_sdk::delivery
