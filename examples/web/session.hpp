// One connection: reads requests one after another and answers each before the next.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "web/messages.hpp"

namespace web {

class server;

/// Lives as long as its own operations, all of them on the I/O thread; its server outlives it.
class session : public std::enable_shared_from_this<session> {
public:
  session(server& owner, boost::asio::ip::tcp::socket socket);
  session(const session&) = delete;
  session& operator=(const session&) = delete;
  ~session();

  void start();

  /// Ends after the answer under way; at once when none is.
  void finish();

  /// Ends at once.
  void cut();

private:
  using beast_request = boost::beast::http::request<boost::beast::http::string_body>;

  boost::asio::awaitable<void> run();
  boost::asio::awaitable<bool> respond(beast_request asked);
  boost::asio::awaitable<answer> ask(request asked);
  boost::asio::awaitable<void> send(const answer& given, bool is_head, bool keep_alive);
  boost::asio::awaitable<void> linger();
  void take(std::uint64_t question, answer given);

  server& server_;
  boost::beast::tcp_stream stream_;
  boost::beast::flat_buffer buffer_;
  boost::asio::steady_timer answered_; ///< Cancelled when the answer is there.
  std::optional<answer> answer_ = {};
  std::uint64_t question_ = 0;
  bool is_answering_ = false;
  bool is_cut_ = false;
};

} // namespace web
