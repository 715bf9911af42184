// The options of all exchanges of a pool.
#pragma once

#include <string>

#include <target_sdk/client_options.hpp>
#include <target_sdk/config.hpp>

#include "actors/pool/curl/handles.hpp"

namespace target_sdk::curl {

/// All that libcurl can decode, as the value of `Accept-Encoding`.
std::string decodable_encodings();

/// For all traffic: firewalls refuse requests without one.
inline constexpr const char* user_agent = "target-cpp-sdk/" TARGET_SDK_VERSION;

/// Whether the options or the environment name a proxy. Then libcurl finds out for each exchange
/// whether that one uses it.
bool may_use_proxy(const proxy_options& proxy) noexcept;

/// Sets protocol, connection, TLS and proxy options on a new easy handle. Without a proxy, requests
/// must bring their `User-Agent`.
void set_connection_options(easy_options& easy, const pool_options& options, bool may_use_proxy);

} // namespace target_sdk::curl
