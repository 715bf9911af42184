#include "actors/pool/redirects.hpp"

#include <memory>
#include <utility>

#include <curl/curl.h>
#include <strings.h>

#include <target_sdk/artifact.hpp>

#include "actors/pool/curl/handles.hpp"
#include "models/secrets.hpp"
#include "models/url_parts.hpp"

namespace target_sdk::detail {
namespace {

/// Locations come with blanks and accents, as browsers take them.
constexpr unsigned lenient = CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE | CURLU_ALLOW_SPACE;

/// A part of an URL; empty when it has none.
std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, flags) != CURLUE_OK)
    return {};
  std::unique_ptr<char, decltype(&curl_free)> owner(text, curl_free);
  return text;
}

bool same_text(const std::string& one, const std::string& other) noexcept {
  return strcasecmp(one.c_str(), other.c_str()) == 0;
}

bool same_origin(CURLU* one, CURLU* other) {
  return same_text(part(one, CURLUPART_SCHEME), part(other, CURLUPART_SCHEME))
         && same_text(part(one, CURLUPART_HOST), part(other, CURLUPART_HOST))
         && part(one, CURLUPART_PORT, CURLU_DEFAULT_PORT)
              == part(other, CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

void keep_credentials(CURLU* from, CURLU* to) {
  if (!same_origin(from, to) || !part(to, CURLUPART_USER).empty())
    return;
  for (auto which : {CURLUPART_USER, CURLUPART_PASSWORD})
    if (auto text = part(from, which); !text.empty())
      curl_url_set(to, which, text.c_str(), 0);
}

/// The absolute URL that `location`, as a header has it, means at `base`; empty when it is none.
std::string resolved(const std::string& base, const std::string& location) {
  curl::url_ptr from(::curl_url()), to(::curl_url());
  if (!from || !to || curl_url_set(from.get(), CURLUPART_URL, base.c_str(), 0) != CURLUE_OK
      || curl_url_set(to.get(), CURLUPART_URL, base.c_str(), 0) != CURLUE_OK
      || curl_url_set(to.get(), CURLUPART_URL, location.c_str(), lenient) != CURLUE_OK)
    return {};
  keep_credentials(from.get(), to.get());
  curl_url_set(to.get(), CURLUPART_FRAGMENT, nullptr, 0);
  return part(to.get(), CURLUPART_URL);
}

bool same_origin(const std::string& one, const std::string& other) {
  curl::url_ptr from(::curl_url()), to(::curl_url());
  return from && to && curl_url_set(from.get(), CURLUPART_URL, one.c_str(), 0) == CURLUE_OK
         && curl_url_set(to.get(), CURLUPART_URL, other.c_str(), 0) == CURLUE_OK
         && same_origin(from.get(), to.get());
}

bool is_url(std::string_view url) {
  return locate_artifact(url).is_url;
}

} // namespace

result<void> redirects::follow(const http_response& answer) {
  auto refused = [&](std::string why) {
    return fail(error_kind::malformed_response,
                "redirect (" + std::to_string(answer.status) + ") " + std::move(why));
  };
  auto location = std::string(find_header(answer.headers, "location").value_or(""));
  if (location.empty())
    return refused("without a location");
  auto next = resolved(url_, location);
  if (next.empty())
    return refused("to what is no URL");
  if (!is_url(next))
    return refused("to an address that is neither http nor https");
  if (is_https(url_) && !is_https(next))
    return refused("from https to " + without_secrets(next) + " not followed");
  if (count_ == limit)
    return refused("to " + without_secrets(next) + " not followed: more than "
                   + std::to_string(limit) + " redirects");
  has_left_origin_ = has_left_origin_ || !same_origin(url_, next);
  url_ = std::move(next);
  ++count_;
  return {};
}

} // namespace target_sdk::detail
