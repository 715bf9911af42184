#include "actors/pool/curl/errors.hpp"

#include <algorithm>
#include <utility>

#include "models/url_parts.hpp"

namespace target_sdk::curl {

namespace {

/// The start of the message, the kind, and whether a retry cannot help.
struct verdict {
  std::string what;
  error_kind kind = error_kind::transport;
  bool permanent = false;
};

verdict judge_refusal(const transfer_failure& failure, const std::string& host) {
  switch (failure.refusal) {
  case refusal_reason::body_too_large:
    return {"answer larger than " + std::to_string(failure.max_response_size) + " bytes from "
              + host,
            error_kind::malformed_response, true};
  case refusal_reason::headers_too_large:
    return {"answer with oversized headers from " + host, error_kind::malformed_response, true};
  default: return {"out of memory during the exchange with " + host};
  }
}

/// CURLE_TOO_LARGE, which libcurl has since 8.6.
constexpr auto too_large = static_cast<CURLcode>(100);

bool has(std::string_view text, std::string_view part) noexcept {
  return text.find(part) != std::string_view::npos;
}

/// An answer that breaks one of libcurl's own limits on headers and trailers. It has no code of its
/// own: older versions say that memory ran out.
bool is_oversized_head(const transfer_failure& failure) noexcept {
  if (has(failure.text, "Too large response headers")
      || has(failure.text, "CONNECT response too large")
      || has(failure.text, "Out of memory in chunked-encoding"))
    return true;
  return (failure.code == CURLE_OUT_OF_MEMORY || failure.code == too_large) && failure.request_sent
         && !failure.head_complete;
}

bool is_bad_chunk(const transfer_failure& failure) noexcept {
  return failure.code == CURLE_RECV_ERROR && has(failure.text, "chunk");
}

verdict judge_code(const transfer_failure& failure, const std::string& host) {
  if (is_bad_chunk(failure))
    return {"no valid HTTP answer from " + host, error_kind::malformed_response};
  switch (failure.code) {
  case CURLE_URL_MALFORMAT: return {"malformed URL", error_kind::invalid_request, true};
  case CURLE_UNSUPPORTED_PROTOCOL:
    // Also libcurl's code for an answer without a status line, which it takes for HTTP/0.9.
    if (failure.request_sent)
      return {"no HTTP answer from " + host, error_kind::malformed_response};
    return {"unsupported URL scheme", error_kind::invalid_request, true};
  case CURLE_COULDNT_RESOLVE_HOST: return {"cannot resolve " + host};
  case CURLE_COULDNT_RESOLVE_PROXY: return {"cannot resolve the proxy to " + host};
  case CURLE_COULDNT_CONNECT: return {"cannot connect to " + host};
  case CURLE_PROXY: return {"the proxy refused to connect to " + host};
  case CURLE_OPERATION_TIMEDOUT:
    return {"no connection to " + host + " within "
            + std::to_string(failure.connect_timeout.count()) + " ms"};
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_ISSUER_ERROR:
  case CURLE_SSL_INVALIDCERTSTATUS:
  case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    return {"certificate of " + host + " refused", error_kind::transport, true};
  case CURLE_SSL_CERTPROBLEM:
    return {"client certificate for " + host + " unusable", error_kind::transport, true};
  case CURLE_SSL_CACERT_BADFILE:
  case CURLE_SSL_CRL_BADFILE:
    return {"certificate authorities for " + host + " unusable", error_kind::transport, true};
  case CURLE_SSL_CLIENTCERT:
    return {host + " asks for a client certificate", error_kind::transport, true};
  case CURLE_SSL_CONNECT_ERROR: return {"TLS handshake with " + host + " failed"};
  case CURLE_FILESIZE_EXCEEDED:
    return {"answer larger than " + std::to_string(failure.max_response_size) + " bytes from "
              + host,
            error_kind::malformed_response, true};
  case CURLE_WEIRD_SERVER_REPLY:
  case CURLE_BAD_CONTENT_ENCODING:
    return {"no valid HTTP answer from " + host, error_kind::malformed_response};
  case CURLE_PARTIAL_FILE: return {"answer of " + host + " cut short"};
  case CURLE_GOT_NOTHING: return {"no answer from " + host};
  case CURLE_SEND_ERROR:
  case CURLE_SEND_FAIL_REWIND: return {"cannot send to " + host};
  case CURLE_RECV_ERROR: return {"connection to " + host + " lost"};
  default: return {"exchange with " + host + " failed"};
  }
}

/// libcurl's message, without what the beginning of ours already says.
std::string_view detail_of(const transfer_failure& failure, std::string_view host) {
  const std::string_view code = curl_easy_strerror(failure.code);
  auto text = failure.text.empty() ? code : failure.text;
  const auto last_word = text.substr(text.rfind(' ') + 1);
  if (failure.code == CURLE_COULDNT_RESOLVE_HOST && host.starts_with(last_word))
    return {}; // It says no more than the name.
  if (failure.code == CURLE_COULDNT_CONNECT && text.size() > code.size() + 2
      && text.ends_with(code))
    text.remove_suffix(code.size() + 2);
  return text;
}

/// libcurl quotes an invalid proxy unchanged, with user and password.
std::string without_credentials(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == text.npos)
    return std::string(text);
  const auto before = text.substr(0, at);
  const auto quote = before.find_first_of("'\"");
  const auto begin = quote == text.npos ? before.rfind(' ') + 1 : quote + 1;
  return std::string(text.substr(0, begin)).append("***").append(text.substr(at));
}

/// What to check first.
std::string_view hint_for(const transfer_failure& failure) noexcept {
  // OpenSSL's message for bytes that are not TLS at all.
  if (failure.code == CURLE_SSL_CONNECT_ERROR
      && failure.text.find("wrong version number") != std::string_view::npos)
    return "; does the server, or the proxy, speak plain http? a local server needs secure = false";
  return {};
}

} // namespace

http_failure to_http_failure(const transfer_failure& given) {
  auto failure = given;
  if (failure.refusal == refusal_reason::none && is_oversized_head(failure))
    failure.refusal = refusal_reason::headers_too_large;
  std::string host(detail::split_url(failure.url).host_and_port);
  bool proxy_refused = failure.proxy_connect_status >= 300;
  auto verdict = failure.refusal != refusal_reason::none ? judge_refusal(failure, host)
                 : proxy_refused ? judge_code({.code = CURLE_PROXY, .url = failure.url}, host)
                                 : judge_code(failure, host);
  auto detail = detail_of(failure, host);
  if (failure.refusal == refusal_reason::none && failure.code != CURLE_FILESIZE_EXCEEDED
      && !detail.empty())
    verdict.what.append(": ").append(without_credentials(detail)).append(hint_for(failure));
  bool credentials_refused = failure.proxy_connect_status == 407;
  return {.kind = verdict.kind,
          .message = std::move(verdict.what),
          .sent = failure.request_sent,
          .permanent = verdict.permanent || credentials_refused};
}

} // namespace target_sdk::curl
