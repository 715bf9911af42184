// Redirects of a download.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <target_sdk/error.hpp>
#include <target_sdk/http.hpp>

namespace target_sdk::detail {

/// Whether a status is a redirect: 301, 302, 303, 307 or 308.
constexpr bool is_redirect(int status) noexcept {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// The URL of a download: its own, then the targets of redirects, at most 5.
class redirects {
public:
  /// Redirects that are followed.
  static constexpr int limit = 5;

  redirects() = default;
  explicit redirects(std::string url) : url_(std::move(url)) {}

  /// The absolute URL to ask now.
  const std::string& url() const noexcept { return url_; }
  /// Whether that is no longer the first one.
  bool followed() const noexcept { return count_ > 0; }
  /// Whether the way has led to another scheme, host or port, if only in between.
  bool has_left_origin() const noexcept { return has_left_origin_; }

  /// Follows `answer`, a redirect, relative to the current URL. User and password of the URL are
  /// kept for the same scheme, host and port only. Errors: a redirect from https to http, to
  /// neither http nor https, or too many.
  [[nodiscard]] result<void> follow(const http_response& answer);

private:
  std::string url_;
  int count_ = 0;
  bool has_left_origin_ = false;
};

} // namespace target_sdk::detail
