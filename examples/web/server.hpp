// The web server: accepts connections until a signal ends it. Knows nothing of Target or actors.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <target_sdk/error.hpp>

#include "web/messages.hpp"

namespace web {

struct server_limits {
  std::size_t connections = 1000; ///< More wait in the listen queue until one ends.
  std::size_t header = 16 * 1024; ///< Bytes.
  std::size_t body = 16 * 1024;   ///< Bytes.
  /// For a whole request to come in, the wait for its first byte included.
  std::chrono::milliseconds read_time{15'000};
  std::chrono::milliseconds write_time{15'000};
  std::chrono::milliseconds answer_time{10'000}; ///< Then the client is told 503.
  std::chrono::milliseconds stop_time{5'000};    ///< For answers under way when a signal comes.
};

class session;

/// Lives on the thread that runs `io`.
class server {
public:
  server(boost::asio::io_context& io, handler answerer, server_limits limits = {});

  /// Listens on `host:port`; port 0 picks a free one. Returns the URL. Errors (`transport`,
  /// `invalid_configuration`) say why not.
  [[nodiscard]] target_sdk::result<std::string> listen(const std::string& address);

  /// Begins to serve; `io.run()` returns after SIGTERM or SIGINT, when all answers are out. A
  /// second signal does not wait for them.
  void start();

  // For the sessions.
  const server_limits& limits() const noexcept { return limits_; }
  const handler& answerer() const noexcept { return answerer_; }
  bool is_stopping() const noexcept { return is_stopping_; }
  void add(session* opened);
  void remove(session* ended);

private:
  boost::asio::awaitable<void> accept();
  void wait_for_signal();
  void stop();
  void cut_all();

  boost::asio::io_context& io_;
  handler answerer_;
  server_limits limits_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::signal_set signals_;
  boost::asio::steady_timer room_; ///< Cancelled when a session ends.
  boost::asio::steady_timer stop_timer_;
  std::set<session*> sessions_ = {};
  bool is_stopping_ = false;
};

} // namespace web
