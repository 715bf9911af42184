// A browser's request to a web server, as Target wants it told. Pure functions over an URL and
// header fields, without the types of any web framework. All of it comes from strangers: what is
// broken, over-long or hostile is left out, alone, and never an error.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <target_sdk/calls.hpp>
#include <target_sdk/cookies.hpp>
#include <target_sdk/http.hpp>
#include <target_sdk/models/delivery_request.hpp>

namespace target_sdk {

/// What a web server knows of a browser's request. What is not known may be left out.
struct browser_request {
  /// What was asked for: an absolute URL, or the target of the request line (`/shoes?size=42`),
  /// which is completed by `scheme` and `host`.
  std::string url = {};
  http_headers headers = {}; ///< All fields; a field may come several times.
  /// IP address of the client's socket, with or without a port.
  std::string peer = {};
  /// As the browser sees it, and stronger than `url`: behind a proxy that ends TLS it is `https`.
  /// Default of a mere target: `https`.
  std::string scheme = {};
  /// Host, and port if any, as the browser sees them; stronger than `url`, and than the field
  /// `Host`, which completes a mere target.
  std::string host = {};
  /// The field in which your proxies name the visitor's address, such as `X-Forwarded-For`, whose
  /// first entry it is; then `peer` counts for requests without that field only. Default: none is
  /// trusted, because visitors can write such a field, too.
  std::string address_header = {};
};

/// What a page tells Target with each of its calls.
struct page_request {
  /// Channel web, URL, referrer, address of the visitor, user agent and client hints.
  target_sdk::context context = {};
  target_sdk::visit visit = {}; ///< Cookies; the id that a redirect handed over.
  /// Of a QA link, now or earlier in the session. Each `at_preview_index` of the link names an
  /// activity, or an activity and one of its experiences, both counted from 1, such as
  /// `at_preview_index=2` and `at_preview_index=1_3`; several are several parameters. Lists of
  /// audience ids are joined by `_`.
  std::optional<target_sdk::qa_mode> qa_mode = {};
  std::optional<target_sdk::preview> preview = {}; ///< Of a preview link, likewise.
  /// What a QA or preview link has the browser keep, or forget; mostly there is none.
  std::vector<cookie> cookies = {};

  /// A request with context, QA mode and preview: what is left to add is what to ask for.
  delivery_request request() const;

  /// `cookies` as values of `Set-Cookie` headers, one for each: they go to the browser together
  /// with those of Target's answer, and without an answer, too.
  std::vector<std::string> set_cookie_lines(const set_cookie_options& options = {}) const;

  friend bool operator==(const page_request&, const page_request&) = default;
};

/// Reads a browser's request for a page. `organization_id` is that of the client: it chooses the
/// visitor cookie. Never fails: what cannot be used is left out.
page_request read_page_request(const browser_request& from, std::string_view organization_id);

/// How client hints are asked for.
struct client_hint_options {
  /// Chromium asks again at once, with the hints, when it came without them. It costs a visitor's
  /// first page a round trip, and gains what its audiences say of model, platform version and the
  /// like.
  bool critical = false;
};

/// The fields for the answer of a page (`Accept-CH`, `Critical-CH`, `Vary`) that have the browser
/// send the detailed client hints from its next request on. Browsers heed them over https alone.
http_headers client_hint_headers(const client_hint_options& options = {});

} // namespace target_sdk
