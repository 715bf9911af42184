// Client hints in the header fields of a browser's request.
#pragma once

#include <optional>

#include <target_sdk/http.hpp>
#include <target_sdk/models/context.hpp>

namespace target_sdk::delivery {

/// The hints among `headers`; ill-formed ones are left out. Empty without any.
std::optional<client_hints> read_client_hints(const http_headers& headers);

} // namespace target_sdk::delivery
