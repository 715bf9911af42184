// The accepted media types of bodies.
#pragma once

#include <optional>
#include <string>

#include <target_sdk/http.hpp>

namespace target_sdk::tools::edge {

/// Why a body is not read: it is JSON (`application/json`, or `text/plain` as browsers send to
/// avoid a preflight) in UTF-8, not compressed. Without `Content-Type` that is assumed.
std::optional<std::string> find_refused_media_type(const http_headers& headers);

} // namespace target_sdk::tools::edge
