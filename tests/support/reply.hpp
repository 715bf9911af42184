#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "tests/support/header_list.hpp"

namespace target_sdk::test_support {

/// What the server does with the connection once a reply, or the part of it before `cut_after`,
/// is written.
enum class ending {
  keep_alive,   ///< waits for the next request, if the client allows it
  close,        ///< announces `Connection: close` and closes
  silent_close, ///< closes without having announced it: the client finds a dead connection
  reset,        ///< closes with a TCP reset
  stall         ///< says nothing more and keeps the socket open until the client closes it
};

/// One scripted answer. A plain value: `reply{.status = 503, .body = "busy"}`. All members combine;
/// for instance `cut_after` counts the bytes of a gzip body in chunks as they go over the wire.
struct reply {
  int status = 200;
  std::string reason = {}; ///< empty: the standard phrase of the status
  /// A Content-Length, Transfer-Encoding, Content-Encoding, Content-Type or Connection given here
  /// replaces the computed header, so that lengths may lie.
  header_list headers = {};
  std::string body = {};      ///< not sent for 1xx, 204, 304 and HEAD
  std::size_t fill_bytes = 0; ///< so many spaces follow the body; generated, may be gigabytes
  bool gzip = false;          ///< compresses body and fill, `Content-Encoding: gzip`
  std::size_t chunk_size = 0; ///< non-zero: chunked transfer, body in chunks of this size
  bool no_length = false;     ///< no Content-Length: closing the connection ends the body

  std::chrono::milliseconds delay{0};          ///< before the first byte
  std::size_t drip_bytes = 0;                  ///< non-zero: so many bytes at a time,
  std::chrono::milliseconds drip_interval{10}; ///< and this pause between them

  /// Stops after so many bytes of the response, head included; `end` says what then happens,
  /// where `keep_alive` means `silent_close`. Zero: no answer at all.
  std::optional<std::size_t> cut_after = std::nullopt;
  ending end = ending::keep_alive;
  std::string raw = {}; ///< if not empty, exactly these bytes go out instead of a response
};

/// A 200 with a JSON body.
reply json_reply(std::string body);

/// A status with an empty body (204: no body).
reply status_reply(int status);

/// Never answers; the socket stays open until the client closes it or the server stops.
reply stall_reply();

/// Resets the connection (RST) without an answer.
reply reset_reply();

/// Sends the first `bytes` of `whole` (head included), whose Content-Length stays full, and closes.
reply truncated_reply(reply whole, std::size_t bytes);

/// Sends bytes that are no HTTP, and closes.
reply garbage_reply(std::string bytes = "\x16\x03garbage\r\n\r\n");

} // namespace target_sdk::test_support
