#include "actors/pool/curl/connection_options.hpp"

#include <chrono>
#include <cstdlib>
#include <string>

#include "models/deadline.hpp"

namespace target_sdk::curl {

namespace {

void set_protocol(easy_options& easy) noexcept {
  easy.set<CURLOPT_NOSIGNAL>(1L);
  // Without it, cancelling an exchange during name resolution waits for getaddrinfo.
  easy.set<CURLOPT_QUICK_EXIT>(1L);
  easy.set<CURLOPT_NOPROGRESS>(1L);
  easy.set<CURLOPT_PROTOCOLS_STR>("http,https");
  easy.set<CURLOPT_FOLLOWLOCATION>(0L);
  easy.set<CURLOPT_HTTP09_ALLOWED>(0L);
  easy.set<CURLOPT_ACCEPT_ENCODING>(decodable_encodings().c_str());
}

void set_connections(easy_options& easy, const pool_options& options) noexcept {
  easy.set<CURLOPT_TCP_NODELAY>(1L);
  easy.set<CURLOPT_TCP_KEEPALIVE>(1L);
  easy.set<CURLOPT_TCP_KEEPIDLE>(30L);
  easy.set<CURLOPT_TCP_KEEPINTVL>(15L);
  easy.set<CURLOPT_MAXAGE_CONN>(static_cast<long>(bounded(options.max_idle_age).count()));
  easy.set<CURLOPT_MAXLIFETIME_CONN>(static_cast<long>(bounded(options.connection_ttl).count()));
}

void set_tls(easy_options& easy, const tls_options& tls) noexcept {
  long verify = tls.dangerously_disable_verification ? 0L : 1L;
  easy.set<CURLOPT_SSLVERSION>(static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  easy.set<CURLOPT_SSL_VERIFYPEER>(verify);
  easy.set<CURLOPT_SSL_VERIFYHOST>(2 * verify);
  easy.set_unless_empty<CURLOPT_CAINFO>(tls.ca_file);
  easy.set_unless_empty<CURLOPT_CAPATH>(tls.ca_directory);
  easy.set_unless_empty<CURLOPT_SSLCERT>(tls.certificate_file);
  easy.set_unless_empty<CURLOPT_SSLKEY>(tls.key_file);
  easy.set_unless_empty<CURLOPT_KEYPASSWD>(tls.key_password);
}

void set_proxy(easy_options& easy, const proxy_options& proxy, const tls_options& tls) {
  easy.set<CURLOPT_USERAGENT>(user_agent); // The proxy gets it, too.
  easy.set<CURLOPT_SUPPRESS_CONNECT_HEADERS>(1L);
  easy.set_unless_empty<CURLOPT_PROXY>(proxy.url);
  easy.set_unless_empty<CURLOPT_PROXYUSERNAME>(proxy.user);
  easy.set_unless_empty<CURLOPT_PROXYPASSWORD>(proxy.password);
  std::string direct;
  for (const auto& host : proxy.no_proxy)
    direct.append(direct.empty() ? "" : ",").append(host);
  easy.set_unless_empty<CURLOPT_NOPROXY>(direct);
  long verify = tls.dangerously_disable_verification ? 0L : 1L;
  easy.set<CURLOPT_PROXY_SSLVERSION>(static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  easy.set<CURLOPT_PROXY_SSL_VERIFYPEER>(verify);
  easy.set<CURLOPT_PROXY_SSL_VERIFYHOST>(2 * verify);
  easy.set_unless_empty<CURLOPT_PROXY_CAINFO>(tls.ca_file);
  easy.set_unless_empty<CURLOPT_PROXY_CAPATH>(tls.ca_directory);
}

} // namespace

std::string decodable_encodings() {
  const auto features = curl_version_info(CURLVERSION_NOW)->features;
  std::string found;
  if (features & CURL_VERSION_LIBZ)
    found += "deflate, gzip";
  if (features & CURL_VERSION_BROTLI)
    found.append(found.empty() ? "" : ", ").append("br");
  if (features & CURL_VERSION_ZSTD)
    found.append(found.empty() ? "" : ", ").append("zstd");
  return found.empty() ? "identity" : found;
}

bool may_use_proxy(const proxy_options& proxy) noexcept {
  auto is_set = [](const char* name) {
    auto* value = std::getenv(name);
    return value && *value;
  };
  return !proxy.url.empty() || is_set("http_proxy") || is_set("https_proxy")
         || is_set("HTTPS_PROXY") || is_set("all_proxy") || is_set("ALL_PROXY");
}

void set_connection_options(easy_options& easy, const pool_options& options, bool may_use_proxy) {
  set_protocol(easy);
  set_connections(easy, options);
  set_tls(easy, options.tls);
  if (may_use_proxy)
    set_proxy(easy, options.proxy, options.tls);
  else
    easy.set<CURLOPT_NOPROXY>("*"); // libcurl need not look for one.
}

} // namespace target_sdk::curl
