#pragma once

#include <utility>

#include <boost/asio/ssl/context.hpp>

#include "tests/support/tls_material.hpp"

// Internal to the servers of this directory: no test includes this.
namespace target_sdk::test_support {

/// A server's TLS context. Throws boost::system::system_error if OpenSSL refuses the material.
boost::asio::ssl::context make_tls_context(const tls_settings& settings);

} // namespace target_sdk::test_support
