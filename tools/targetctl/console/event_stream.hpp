// Events on their way to a tab.
#pragma once

#include <chrono>
#include <memory>
#include <string_view>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/tcp_stream.hpp>

namespace target_sdk::tools::console {

/// Writes to a connection in another thread: to pass 250 calls on to three tabs takes a
/// millisecond, for which the calls of others would wait.
class event_stream {
public:
  /// Writes to the connection of `socket` by a descriptor of its own, in the one thread of
  /// `executor`. The socket may be closed meanwhile.
  event_stream(const boost::asio::any_io_executor& executor, boost::asio::ip::tcp::socket& socket);
  event_stream(const event_stream&) = delete;
  event_stream& operator=(const event_stream&) = delete;
  ~event_stream();

  /// Writes all of `text`, which must stay as it is meanwhile. Fails when it takes longer than
  /// `limit`, or when the connection is shut down.
  boost::asio::awaitable<boost::system::error_code>
  write(std::string_view text, std::chrono::steady_clock::duration limit);

private:
  std::shared_ptr<boost::beast::tcp_stream> out_; ///< Used in its executor's thread only.
};

} // namespace target_sdk::tools::console
