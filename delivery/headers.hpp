// Header fields of the caller's own: which may be sent, and how they join those of the SDK. Pure
// functions.
#pragma once

#include <string>
#include <string_view>

#include <target_sdk/client_options.hpp>
#include <target_sdk/headers.hpp>

namespace target_sdk::delivery {

/// Whether all fields may go out with a request of that kind. The error names the first that may
/// not, after `origin`, which says where it came from, and not its value.
[[nodiscard]] result<void> check_fields(const http_headers& fields, traffic kind,
                                        std::string_view origin, error_kind otherwise);

/// The same for all fields of a call.
[[nodiscard]] result<void> check_fields(const call_headers& fields);

/// The same for all fields of a client.
[[nodiscard]] result<void> check_fields(const header_options& fields);

/// Adds fields; one that has the name of another one takes its place.
void add_fields(http_headers& to, const http_headers& fields);

/// Puts `***` in the place of what the caller's own fields among `sent` hold, wherever `text`
/// quotes it.
void mask_fields(std::string& text, const http_headers& sent);

} // namespace target_sdk::delivery
