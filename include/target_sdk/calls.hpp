// The three calls and their answers: plain values, used as messages between actors and with the
// client facade alike.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <target_sdk/cookies.hpp>
#include <target_sdk/error.hpp>
#include <target_sdk/headers.hpp>
#include <target_sdk/http.hpp>
#include <target_sdk/json.hpp>
#include <target_sdk/models/delivery_request.hpp>
#include <target_sdk/models/delivery_response.hpp>
#include <target_sdk/notifications.hpp>
#include <target_sdk/trace_context.hpp>
#include <target_sdk/visitor.hpp>

namespace target_sdk {

/// What a visitor's browser brings to every call of a page. Make it once for a request of the
/// browser and give it to all calls, as a copy: `get_offers{.request = ..., .visit = visit}`. All
/// of it is optional.
struct visit {
  std::string target_cookie = {};        ///< Value of the `mbox` cookie.
  std::string visitor_cookie = {};       ///< Value of the AMCV cookie.
  std::string target_location_hint = {}; ///< Value of the `mboxEdgeCluster` cookie.
  /// Consumer of the supplemental data id; default: `target-global-mbox`. Calls that share a
  /// `visitor` count as one hit in Analytics when each has a consumer id of its own.
  std::string consumer_id = {};
  /// Of the visitor, in this order; entries without an id are dropped.
  std::vector<customer_id> customer_ids = {};
  /// Used when the target cookie has none; default: a new UUID for each call.
  std::string session_id = {};
  target_sdk::visitor visitor = {}; ///< Shared by several calls of this process.
  /// Value of the URL parameter `adobe_mc_sdid`, which a redirect hands over: its supplemental data
  /// id is used if it names the client's organization and is at most 30 s old. A shared `visitor`
  /// takes its own (`visitor_options::redirect_parameter`).
  std::string redirect_parameter = {};

  friend bool operator==(const visit&, const visit&) = default;
};

/// Asks for offers.
struct get_offers {
  delivery_request request = {}; ///< Required, not empty. A copy is completed and sent.
  target_sdk::visit visit = {};  ///< Who asks: cookies and ids of the visitor.
  /// Where to decide; default: the client's.
  std::optional<target_sdk::decisioning_method> decisioning_method = {};
  /// Deadline of this call; default: the client's.
  std::optional<std::chrono::milliseconds> timeout = {};
  call_headers headers = {}; ///< Header fields of its requests.
  trace_context trace = {};  ///< The trace that it belongs to.

  friend bool operator==(const get_offers&, const get_offers&) = default;
};

/// Reports that content was shown or clicked, with notifications from `make_notification`. Always
/// goes to the server. More notifications than fit in a request are sent in several, which are
/// answered as one.
struct send_notifications {
  delivery_request request = {}; ///< Required, with any number of `notifications`.
  target_sdk::visit visit = {};  ///< The visitor who saw or clicked.
  /// Deadline of this call; default: the client's.
  std::optional<std::chrono::milliseconds> timeout = {};
  call_headers headers = {}; ///< Header fields of its requests.
  trace_context trace = {};  ///< The trace that it belongs to.

  friend bool operator==(const send_notifications&, const send_notifications&) = default;
};

/// Asks for the JSON offers of mboxes, as key-value pairs.
struct get_attributes {
  std::vector<std::string> mbox_names = {}; ///< Added to `execute` unless the request has them.
  delivery_request request = {};            ///< Default: a web context.
  target_sdk::visit visit = {};             ///< Who asks: cookies and ids of the visitor.
  /// Where to decide; default: the client's.
  std::optional<target_sdk::decisioning_method> decisioning_method = {};
  /// Deadline of this call; default: the client's.
  std::optional<std::chrono::milliseconds> timeout = {};
  call_headers headers = {}; ///< Header fields of its requests.
  trace_context trace = {};  ///< The trace that it belongs to.

  friend bool operator==(const get_attributes&, const get_attributes&) = default;
};

/// How a call was decided.
struct decision_meta {
  /// The method that was used.
  target_sdk::decisioning_method decisioning_method = target_sdk::decisioning_method::server_side;
  /// Requested mboxes that only the server can decide.
  list<std::string> remote_mboxes = std::vector<std::string>{};
  /// Requested views that only the server can decide.
  list<std::string> remote_views = std::vector<std::string>{};
  /// QA mode or a preview was asked for and left out, since only the server knows them: the answer,
  /// decided on the device, is that of a visitor without them. False when the server answered.
  bool remote_qa_mode = false;

  friend bool operator==(const decision_meta&, const decision_meta&) = default;
};

/// How an answer came about.
struct call_info {
  int http_status = 0;         ///< Of the answer; 0: decided on the device.
  int attempts = 0;            ///< HTTP attempts made; 0: decided on the device.
  std::string request_id = {}; ///< The Delivery API `requestId` of the call, as in errors and logs.
  std::string host = {};       ///< host[:port] that answered; empty: decided on the device.
  /// Of the whole call: geo lookup, all attempts and the pauses between them, reading the answer.
  std::chrono::microseconds duration{};
  http_timings timings = {}; ///< Of the attempt that was answered.

  friend bool operator==(const call_info&, const call_info&) = default;
};

/// The answer to `get_offers` and `send_notifications`.
struct offers {
  /// For VisitorAPI.js in the browser; write it to a page with `visitor_state_script()`.
  json visitor_state = {};
  delivery_request request = {}; ///< As sent, completed.
  cookie target_cookie = {};     ///< For the browser to keep: see `set_cookie_lines()`.
  /// For the browser to keep, too, if any.
  std::optional<cookie> target_location_hint_cookie = {};
  /// Of all entries that have any; to forward with client-side logging.
  list<analytics_response> analytics_details = {};
  list<json> trace = {};           ///< Of all entries that have one.
  list<json> response_tokens = {}; ///< Of all options that have any.
  decision_meta meta = {};         ///< Who decided, and what was left to the server.
  /// The answer of the Delivery API, or of the on-device engine.
  delivery_response response = {};
  /// Ids of notifications that were sent but not confirmed in the answer, or in any of several:
  /// some of their requests may have failed.
  list<std::string> unconfirmed = {};
  /// How the answer came about. It does not count in comparisons: answers that say the same are
  /// equal.
  call_info info = {};

  /// The answer for an mbox, from `execute`, else from `prefetch`; null when there is none. Valid
  /// as long as this object.
  const mbox_response* find_mbox(std::string_view name) const noexcept;

  /// What to show for an mbox: the content of its first option that has any; null means default
  /// content.
  json content(std::string_view mbox) const;

  /// `{request, response}` for at.js: JSON text that is safe inside a `<script>` element, whatever
  /// visitors and offers contain.
  std::string server_state() const;

  /// `visitor_state` for VisitorAPI.js, just as safe: customer ids are untrusted.
  std::string visitor_state_script() const;

  /// The answer's cookies as values of `Set-Cookie` headers, one for each: the target cookie, and
  /// the location hint if there is one. Cookies without a name or a value are left out.
  std::vector<std::string> set_cookie_lines(const set_cookie_options& options = {}) const;

  friend bool operator==(const offers& lhs, const offers& rhs);
};

/// The answer to a report that must arrive: it is kept, and delivered in the background. What
/// cannot be delivered within `client_options::notifications`, or with an outbox
/// `client_options::outbox`, is told by the event `send_notification_error`.
struct accepted {
  /// Of the notifications that are kept, in the order of the report. Those that were dropped as
  /// invalid are missing.
  std::vector<std::string> ids = {};

  friend bool operator==(const accepted&, const accepted&) = default;
};

/// The answer to `get_attributes`.
struct attributes {
  /// mbox -> key -> value, an object of objects, in the order of the response.
  json values = json::object();
  delivery_response response = {}; ///< The response they were read from.
  cookie target_cookie = {};       ///< For the browser to keep: see `set_cookie_lines()`.
  /// For the browser to keep, too, if any.
  std::optional<cookie> target_location_hint_cookie = {};
  /// How the answer came about. It does not count in comparisons, as that of `offers`.
  call_info info = {};

  /// The value of `key` in the JSON offer of `mbox`. Error (`invalid_request`):
  /// `Attribute 'KEY' does not exist for mbox 'MBOX'`.
  [[nodiscard]] result<json> value(std::string_view mbox, std::string_view key) const;

  /// The value as bool, std::int64_t, double or std::string; other kinds of JSON are an error.
  template <class T>
  [[nodiscard]] result<T> get(std::string_view mbox, std::string_view key) const;

  /// As `get`, but returns `otherwise` when the value is missing or of another kind.
  template <class T>
  T value_or(std::string_view mbox, std::string_view key, T otherwise) const {
    auto found = get<T>(mbox, key);
    return found ? std::move(*found) : std::move(otherwise);
  }

  /// The same for a default that is a literal.
  std::string value_or(std::string_view mbox, std::string_view key, const char* otherwise) const {
    return value_or<std::string>(mbox, key, otherwise);
  }

  /// All attributes of `mbox`: an object, empty when it has none.
  json as_object(std::string_view mbox) const;
  /// All attributes of all mboxes.
  const json& as_object() const noexcept { return values; }

  /// The answer's cookies as values of `Set-Cookie` headers, as `offers::set_cookie_lines`.
  std::vector<std::string> set_cookie_lines(const set_cookie_options& options = {}) const;

  friend bool operator==(const attributes& lhs, const attributes& rhs);
};

/// @cond
template <>
result<bool> attributes::get<bool>(std::string_view mbox, std::string_view key) const;
template <>
result<std::int64_t> attributes::get<std::int64_t>(std::string_view mbox,
                                                   std::string_view key) const;
template <>
result<double> attributes::get<double>(std::string_view mbox, std::string_view key) const;
template <>
result<std::string> attributes::get<std::string>(std::string_view mbox, std::string_view key) const;
/// @endcond

} // namespace target_sdk
