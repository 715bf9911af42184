#include "tools/targetctl/edge/listen_address.hpp"

#include <charconv>
#include <optional>
#include <system_error>

#include <arpa/inet.h>

namespace target_sdk::tools::edge {
namespace {

bool is_host(const std::string& host, bool is_bracketed) {
  in6_addr address;
  if (is_bracketed)
    return inet_pton(AF_INET6, host.c_str(), &address) == 1;
  return host == "localhost" || inet_pton(AF_INET, host.c_str(), &address) == 1;
}

std::optional<std::uint16_t> read_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto* const last = text.data() + text.size();
  const auto [end, code] = std::from_chars(text.data(), last, port);
  if (code != std::errc() || end != last)
    return std::nullopt;
  return port;
}

} // namespace

result<listen_address> parse_listen_address(std::string_view text) {
  const auto colon = text.rfind(':');
  auto host = text.substr(0, colon);
  const bool is_bracketed = host.starts_with('[') && host.ends_with(']');
  if (is_bracketed)
    host = host.substr(1, host.size() - 2);
  const auto port =
    colon == std::string_view::npos ? std::nullopt : read_port(text.substr(colon + 1));
  if (!port || !is_host(std::string(host), is_bracketed))
    return fail(error_kind::invalid_configuration,
                "expected ADDRESS:PORT as in 127.0.0.1:8080, [::1]:8080 or localhost:0");
  return listen_address{.host = std::string(host), .port = *port};
}

} // namespace target_sdk::tools::edge
