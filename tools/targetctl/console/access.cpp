#include "tools/targetctl/console/access.hpp"

#include <algorithm>

#include <boost/asio/ip/address.hpp>

#include "models/ascii.hpp"

namespace target_sdk::tools::console {
namespace {

namespace ip = boost::asio::ip;

/// The name in `name` or `name:port`; empty: it is neither.
std::string_view without_port(std::string_view host) noexcept {
  const auto colon = host.find(':', host.starts_with('[') ? host.find(']') : 0);
  if (colon == std::string_view::npos)
    return host;
  const auto port = host.substr(colon + 1);
  return std::all_of(port.begin(), port.end(), detail::is_digit) ? host.substr(0, colon)
                                                                 : std::string_view();
}

bool is_loopback_address(std::string_view text) {
  boost::system::error_code failure;
  const auto address = ip::make_address(std::string(text), failure);
  if (failure)
    return false;
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return ip::make_address_v4(ip::v4_mapped, address.to_v6()).is_loopback();
  return address.is_loopback();
}

/// Whether the browser, or a program in its place, says that the request is one of the console's.
bool says_same_origin(const edge::web_request& request) {
  if (const auto site = find_header(request.headers, "Sec-Fetch-Site"))
    return *site == "same-origin";
  const auto origin = find_header(request.headers, "Origin");
  const auto host = find_header(request.headers, "Host");
  return origin && host && *origin == "http://" + std::string(*host);
}

/// Whether it says that it is one of another page, of any site.
bool says_other_origin(const edge::web_request& request) {
  const auto site = find_header(request.headers, "Sec-Fetch-Site").value_or("none");
  const auto origin = find_header(request.headers, "Origin");
  return (site != "none" && site != "same-origin") || (origin && !says_same_origin(request));
}

bool is_link_to_page(const edge::web_request& request) {
  return find_header(request.headers, "Sec-Fetch-Mode").value_or("") == "navigate"
         && find_header(request.headers, "Sec-Fetch-Dest").value_or("") == "document";
}

} // namespace

bool is_console_path(std::string_view path) noexcept {
  return path == "/console" || path.starts_with("/console/");
}

bool is_loopback_host(std::string_view host) {
  const auto name = without_port(host);
  if (detail::equal_ignoring_case(name, "localhost"))
    return true;
  if (name.starts_with('[') && name.ends_with(']'))
    return is_loopback_address(name.substr(1, name.size() - 2));
  return is_loopback_address(name) && name.find(':') == std::string_view::npos;
}

std::optional<std::string> find_refused_access(const edge::web_request& request,
                                               bool from_anywhere) {
  if (!from_anywhere) {
    if (!is_loopback_address(request.peer))
      return "the console is for this machine alone; see --console-from-anywhere";
    if (!is_loopback_host(find_header(request.headers, "Host").value_or("")))
      return "the console is called by localhost or its address; see --console-from-anywhere";
  }
  const bool is_read = request.method == "GET" || request.method == "HEAD";
  if (is_read ? says_other_origin(request) && !is_link_to_page(request)
              : !says_same_origin(request))
    return "the console takes requests from its own page alone";
  return std::nullopt;
}

const http_headers& guarding_headers() {
  static const http_headers headers = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
     "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
     "require-trusted-types-for 'script'; trusted-types 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cache-Control", "no-store"}};
  return headers;
}

} // namespace target_sdk::tools::console
