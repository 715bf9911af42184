#include "actors/pool/curl/url.hpp"

#include <string_view>
#include <utility>

#include "models/ascii.hpp"

namespace target_sdk::curl {

namespace {

CURLcode to_code(CURLUcode refusal) noexcept {
  switch (refusal) {
  case CURLUE_OK: return CURLE_OK;
  case CURLUE_OUT_OF_MEMORY: return CURLE_OUT_OF_MEMORY;
  case CURLUE_UNSUPPORTED_SCHEME: return CURLE_UNSUPPORTED_PROTOCOL;
  default: return CURLE_URL_MALFORMAT;
  }
}

/// Whether libcurl may get `text` as a query. It does not check parts, and writes their escapes in
/// lower case.
bool is_plain_query(std::string_view text) noexcept {
  bool plain = true;
  for (char c : text)
    plain &= c > ' ' && c < '\x7f' && c != '#';
  for (auto at = text.find('%'); at < text.size(); at = text.find('%', at + 1))
    for (char digit : text.substr(at + 1, 2))
      plain &= !detail::is_upper(digit);
  return plain;
}

} // namespace

CURLcode request_url::assign(easy_options& easy, const std::string& url) {
  auto query = url.find_first_of("?#");
  if (query != std::string::npos && url[query] == '#')
    query = std::string::npos;
  bool differs_in_query = !before_query_.empty() && query == before_query_.size()
                          && url.starts_with(before_query_)
                          && is_plain_query(std::string_view(url).substr(query));
  if (differs_in_query)
    return to_code(curl_url_set(handle_.get(), CURLUPART_QUERY, url.c_str() + query + 1, 0));
  before_query_.clear();
  auto code = assign_all(easy, url);
  if (code == CURLE_OK && query != std::string::npos)
    before_query_.assign(url, 0, query);
  return code;
}

CURLcode request_url::assign_all(easy_options& easy, const std::string& url) {
  // A used handle would take the text as relative to its URL.
  url_ptr fresh(::curl_url());
  if (!fresh)
    return CURLE_OUT_OF_MEMORY;
  auto code =
    to_code(curl_url_set(fresh.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME));
  if (code != CURLE_OK)
    return code;
  // The text is for libcurl's messages only. Without it, the text would be written each time.
  easy.set<CURLOPT_URL>(url.c_str());
  easy.set<CURLOPT_CURLU>(fresh.get());
  if (easy.code() == CURLE_OK)
    handle_ = std::move(fresh);
  return easy.code();
}

} // namespace target_sdk::curl
