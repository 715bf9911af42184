// Target's cookies: reading those a browser sent, writing those it is to keep. Pure functions; the
// formats are those of at.js and the other Target SDKs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace target_sdk {

/// Holds session and visitor id (`session`, `PC`).
inline constexpr std::string_view target_cookie_name = "mbox";
/// Holds the edge cluster that knows the visitor.
inline constexpr std::string_view target_location_hint_cookie_name = "mboxEdgeCluster";
/// Holds the QA mode that a QA link began, as JSON.
inline constexpr std::string_view qa_mode_cookie_name = "at_qa_mode";
/// Holds the preview that a preview link began, as JSON.
inline constexpr std::string_view preview_cookie_name = "at_preview_mode";

/// A cookie for the browser to keep.
struct cookie {
  std::string name = {};    ///< Such as `mbox`.
  std::string value = {};   ///< Ready to be written: percent-encoded where needed.
  std::int64_t max_age = 0; ///< Seconds from now.

  friend bool operator==(const cookie&, const cookie&) = default;
};

/// Attributes of a `Set-Cookie` line.
struct set_cookie_options {
  std::string domain = {};       ///< Empty: the host of the page.
  std::string path = "/";        ///< Empty: not written.
  std::string same_site = "Lax"; ///< `Lax`, `Strict`, `None`; empty: not written.
  bool secure = true;            ///< Sent over https only.
  bool http_only = false;        ///< Off by default: at.js reads these cookies in the browser.
};

/// The name of the Experience Cloud visitor cookie: `AMCV_` and the organization.
std::string visitor_cookie_name(std::string_view organization_id);

/// The name-value pairs of a `Cookie` request header, in order, values unchanged.
std::vector<std::pair<std::string, std::string>> parse_cookie_header(std::string_view header);

/// The cookies of one request that Target needs, as values for a call.
struct target_cookies {
  std::string target_cookie = {};        ///< Of `mbox`.
  std::string target_location_hint = {}; ///< Of `mboxEdgeCluster`.
  std::string visitor_cookie = {};       ///< Of `AMCV_...`.
  std::string qa_mode = {};              ///< Of `at_qa_mode`, as it came.
  std::string preview = {};              ///< Of `at_preview_mode`, as it came.
};

/// Picks Target's cookies out of a `Cookie` header; missing ones stay empty. The visitor cookie is
/// found with `@` and with `%40` in its name.
target_cookies find_target_cookies(std::string_view cookie_header,
                                   std::string_view organization_id);

/// The value of a `Set-Cookie` header for `value`.
std::string set_cookie_line(const cookie& value, const set_cookie_options& options = {});

/// Percent-encodes as JavaScript's encodeURIComponent: everything outside `A-Za-z0-9-_.!~*'()`.
std::string percent_encode(std::string_view text);

/// Decodes %XX; empty when an escape is malformed or the result is not UTF-8.
std::optional<std::string> percent_decode(std::string_view text);

} // namespace target_sdk
