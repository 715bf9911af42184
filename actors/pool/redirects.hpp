// The way of a download over redirects.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <target_sdk/error.hpp>
#include <target_sdk/http.hpp>

namespace target_sdk::detail {

/// Whether an answer of this status says to ask elsewhere: 301, 302, 303, 307 or 308.
constexpr bool is_redirect(int status) noexcept {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// Where a download asks: at its own URL, and then wherever redirects lead, at most 5 of them.
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

  /// Goes where `answer`, a redirect, leads; relative to the URL that was asked. User and password
  /// of the URL come along to the same scheme, host and port only. The error says what is wrong
  /// with the way: it leaves https, or what is neither http nor https, or has no end.
  [[nodiscard]] result<void> follow(const http_response& answer);

private:
  std::string url_;
  int count_ = 0;
  bool has_left_origin_ = false;
};

} // namespace target_sdk::detail
