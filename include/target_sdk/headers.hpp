// Header fields of the caller's own: what may be added to the HTTP requests of a client.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include <target_sdk/error.hpp>
#include <target_sdk/http.hpp>

namespace target_sdk {

/// Kinds of HTTP traffic of a client.
enum class traffic : std::uint8_t {
  delivery, ///< Calls, notifications and impressions, with the Delivery API.
  artifact, ///< Downloads of the rules of on-device decisioning.
  geo,      ///< Look-ups of a visitor's place.
};

/// An HTTP request that is about to be made, as a `header_provider` is told.
struct coming_request {
  target_sdk::traffic traffic = target_sdk::traffic::delivery; ///< What it is for.
  std::string host = {}; ///< host[:port] that is asked, and alone gets the fields.
  /// From 1: of the call, or of a download, which is asked for a second time after a 401.
  int attempt = 1;
  /// HTTP status that the attempt before was answered with, such as 401; 0: none.
  int last_status = 0;
  std::string request_id = {}; ///< The Delivery API `requestId` of the call; empty for artifacts.
};

/// Gives the header fields for a request. It is called before every attempt, on a thread of its
/// own, so that it may take its time within the deadline of the call; several calls may be under
/// way at a time. What it throws, an error that it returns, fields that cannot be sent and no
/// answer in time cost the call for which it was asked an error that says so, and no other call. At
/// most 32 calls of it are under way at a time; while these do not return, requests that need it
/// fail with `overloaded`. Of one answer at most 256 KiB of names and values are sent.
using header_provider = std::function<result<http_headers>(const coming_request&)>;

/// Header fields of one call, besides those of the client, which they replace where names are the
/// same. They go to the host that is asked for the call: not to where impressions of a decision on
/// the device are sent later. Errors (`invalid_request`) name the field.
struct call_headers {
  http_headers delivery = {}; ///< With the requests to the Delivery API.
  http_headers geo = {};      ///< With a look-up of the visitor's place.

  /// Whether there is none.
  bool empty() const noexcept { return delivery.empty() && geo.empty(); }

  friend bool operator==(const call_headers&, const call_headers&) = default;
};

} // namespace target_sdk
