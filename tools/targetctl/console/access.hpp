// Who may see the console, and what browsers may do with it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tools/targetctl/edge/web_messages.hpp"

namespace target_sdk::tools::console {

/// Whether a path belongs to the console.
bool is_console_path(std::string_view path) noexcept;

/// Whether the field `Host` names this machine's loopback: `localhost`, `127.x.y.z` or `[::1]`,
/// with any port. Other names can be made to point here (DNS rebinding).
bool is_loopback_host(std::string_view host);

/// Why a request is refused with 403, if it is. From other machines and by other names than those
/// of the loopback: unless `from_anywhere`. From pages of other origins: always. Anything but a
/// GET must say that it comes from the console itself.
std::optional<std::string> find_refused_access(const edge::web_request& request,
                                               bool from_anywhere);

/// The header fields of all answers of the console: no script, style or connection but its own, no
/// frame around it, no caching.
const http_headers& guarding_headers();

} // namespace target_sdk::tools::console
