// Which host answers a call, and under which URL.
#pragma once

#include <string>
#include <string_view>

#include <target_sdk/client_options.hpp>
#include <target_sdk/http.hpp>

namespace target_sdk::delivery {

/// The edge cluster in a visitor id `<id>.<edge>_<shard>`; empty when it names none.
std::string_view cluster_of(std::string_view tnt_id) noexcept;

/// `hint` when it can be part of a host name, else empty: hints come from cookies, and must not
/// direct a call, with all its data, to an attacker's host.
std::string_view usable_hint(std::string_view hint) noexcept;

/// host[:port] of a call to `cluster` (may be empty).
std::string delivery_host(const client_options& options, std::string_view cluster);

/// Whether the edge that `cluster` names cannot be asked: nothing could be sent to its host. What
/// is tried next is the client's own host.
bool is_edge_out_of_reach(const client_options& options, std::string_view cluster,
                          const http_response& answer);

/// Appends the URL of a call to `host`.
void append_delivery_url(std::string& url, const client_options& options, std::string_view host,
                         std::string_view session_id);

/// host[:port] of an absolute URL, without user and password.
std::string_view host_of(std::string_view url) noexcept;

/// The cluster in the name of an edge host, `mboxedge35.tt.omtrdc.net` -> `35`; empty unless the
/// name has four labels.
std::string cluster_of_edge_host(std::string_view edge_host);

} // namespace target_sdk::delivery
