// The options of all exchanges of a pool.
#pragma once

#include <target_sdk/client_options.hpp>

#include "actors/pool/curl/handles.hpp"

namespace target_sdk::curl {

/// For CURLOPT_ACCEPT_ENCODING: all that libcurl can decode.
inline constexpr const char* all_encodings = "";

/// Sets protocol, connection, TLS and proxy options on a new easy handle.
void set_connection_options(easy_options& easy, const pool_options& options);

} // namespace target_sdk::curl
