// Reads requests of HTTP/1 from the bytes of a connection, within limits. Without sockets.
#pragma once

#include <cstddef>
#include <optional>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

#include "tools/targetctl/edge/call_limits.hpp"
#include "tools/targetctl/edge/web_messages.hpp"

namespace target_sdk::tools::edge {

/// The bytes that one request may have.
struct request_limits {
  std::size_t head = 16 * 1024;
  std::size_t body = 60'000'000;
};

/// What has been read of a request.
enum class reading {
  has_head,    ///< The head, just now; `take` goes on with the body.
  needs_more,  ///< A part; all of the input was looked at.
  is_complete, ///< All of it; input behind it is left alone.
  is_refused,  ///< What came is no request, or one that is too large.
};

/// Reads one request after the other.
class request_reader {
public:
  using buffer = boost::beast::flat_buffer;

  /// `bodies` and `limits` must outlive it.
  request_reader(const request_limits& limits, body_budget& bodies)
    : limits_(limits),
      body_share_(bodies) {}

  /// Begins with a request; the one before is forgotten.
  void start();
  /// Takes what it can use of `input`, until something is to be told. What is left after
  /// `needs_more` belongs in front of what comes next.
  reading take(buffer& input);
  /// Forgets the request.
  void clear();
  /// Forgets its body, and gives its share of the budget back.
  void drop_body();

  /// What was read so far. `peer` is empty.
  web_request& request() noexcept { return request_; }
  /// The status to refuse it with.
  int refusal() const noexcept { return refusal_; }
  /// Whether the client waits for the word to send its body.
  bool expects_continue() const;
  /// Whether the client sends further requests after this one, which is complete.
  bool keeps_alive() const;

private:
  using parser = boost::beast::http::request_parser<boost::beast::http::buffer_body>;

  reading take_head(buffer& input);
  reading take_body(buffer& input);
  void copy_head();
  reading refuse(int status);
  reading refuse(const boost::system::error_code& failure);

  const request_limits& limits_;
  body_budget::share body_share_;
  std::optional<parser> parser_ = {};
  web_request request_ = {};
  std::size_t head_size_ = 0; ///< Bytes that the parser has taken.
  int refusal_ = 0;
};

} // namespace target_sdk::tools::edge
