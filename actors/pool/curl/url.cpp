#include "actors/pool/curl/url.hpp"

#include <string_view>
#include <utility>

#include "models/ascii.hpp"
#include "models/url_parts.hpp"

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

/// Whether libcurl may get `text` as it is. It does not check parts, and writes their escapes in
/// lower case.
bool is_plain(std::string_view text) noexcept {
  bool plain = true;
  for (char c : text)
    plain &= c > ' ' && c < '\x7f' && c != '#';
  for (auto at = text.find('%'); at < text.size(); at = text.find('%', at + 1))
    for (char digit : text.substr(at + 1, 2))
      plain &= !detail::is_upper(digit);
  return plain;
}

/// What libcurl made of the path of a URL: without its dots, for one.
bool has_path(CURLU* url, std::string_view path) noexcept {
  char* text = nullptr;
  if (curl_url_get(url, CURLUPART_PATH, &text, 0) != CURLUE_OK)
    return false;
  bool is_same = path == text;
  curl_free(text);
  return is_same;
}

} // namespace

CURLcode request_url::assign(easy_options& easy, const std::string& url) {
  bool differs_in_query = !before_query_.empty() && url.starts_with(before_query_)
                          && url.size() > before_query_.size() && url[before_query_.size()] == '?'
                          && is_plain(std::string_view(url).substr(before_query_.size()));
  return differs_in_query ? set_target(url) : assign_all(easy, url);
}

CURLcode request_url::assign_all(easy_options& easy, const std::string& url) {
  before_query_.clear();
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
  if (easy.code() != CURLE_OK)
    return easy.code();
  handle_ = std::move(fresh);
  const auto parts = detail::split_url(url);
  if (parts.query.empty() || !has_path(handle_.get(), parts.path)
      || !is_plain(std::string_view(url).substr(parts.origin.size())))
    return CURLE_OK;
  origin_size_ = parts.origin.size();
  before_query_ = parts.origin;
  before_query_ += parts.path;
  code = to_code(curl_url_set(handle_.get(), CURLUPART_QUERY, nullptr, 0));
  return code == CURLE_OK ? set_target(url) : code;
}

CURLcode request_url::set_target(const std::string& url) noexcept {
  return to_code(curl_url_set(handle_.get(), CURLUPART_PATH, url.c_str() + origin_size_, 0));
}

} // namespace target_sdk::curl
