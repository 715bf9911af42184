// Why a gateway cannot listen.
#pragma once

#include <cstdint>
#include <string>

namespace target_sdk::detail {

/// What the operating system says to listening there, which CAF keeps to itself: the address is in
/// use, or none of this machine, the port is not permitted.
std::string why_nobody_listens(const std::string& host, std::uint16_t port);

} // namespace target_sdk::detail
