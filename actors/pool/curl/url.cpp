#include "actors/pool/curl/url.hpp"

#include <string_view>
#include <utility>

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

/// Whether libcurl may send `text` as it is: it does not check targets.
bool is_plain(std::string_view text) noexcept {
  bool plain = true;
  for (char c : text)
    plain &= c > ' ' && c < '\x7f' && c != '#';
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
  if (!differs_in_query)
    return assign_all(easy, url);
  easy.set<CURLOPT_REQUEST_TARGET>(url.c_str() + origin_size_);
  return easy.code();
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
  easy.set<CURLOPT_REQUEST_TARGET>(static_cast<const char*>(nullptr));
  if (easy.code() != CURLE_OK)
    return easy.code();
  handle_ = std::move(fresh);
  const auto parts = detail::split_url(url);
  // To a proxy libcurl gives the whole URL of what is not encrypted, and would give the target.
  bool has_target = !may_use_proxy_ || detail::is_https(url);
  if (!has_target || parts.query.empty() || !has_path(handle_.get(), parts.path)
      || !is_plain(std::string_view(url).substr(parts.origin.size())))
    return CURLE_OK;
  origin_size_ = parts.origin.size();
  before_query_ = parts.origin;
  before_query_ += parts.path;
  for (auto part : {CURLUPART_PATH, CURLUPART_QUERY})
    if (code == CURLE_OK)
      code = to_code(curl_url_set(handle_.get(), part, nullptr, 0));
  easy.set<CURLOPT_REQUEST_TARGET>(url.c_str() + origin_size_);
  return code == CURLE_OK ? easy.code() : code;
}

} // namespace target_sdk::curl
