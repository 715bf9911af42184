#pragma once

#include <cerrno>
#include <chrono>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <sys/socket.h>

#include "tests/support/reply_script.hpp"
#include "tests/support/traffic_log.hpp"
#include "tests/support/unlimited_body.hpp"
#include "tests/support/wire_response.hpp"

// Internal to test_server.cpp: no test includes this.
namespace target_sdk::test_support {

namespace net = boost::asio;
namespace http = boost::beast::http;
using tcp_socket = net::ip::tcp::socket;
using tls_stream = net::ssl::stream<tcp_socket>;
using boost::system::error_code;

/// What connections share with their server, which outlives them.
struct server_state {
  explicit server_state(bool keep_requests) : log(keep_requests) {}
  traffic_log log;
  reply_script script;
};

/// An open connection, whatever its stream.
class connection {
public:
  virtual ~connection() = default;

  /// Closes the socket soon, on the connection's own thread. Any thread may call it.
  virtual void drop() = 0;
};

/// One accepted connection: reads requests and answers them until either side closes. All of it
/// runs on the one thread of its executor; a session lives as long as one of its operations.
template <class Stream>
class http_session final : public connection,
                           public std::enable_shared_from_this<http_session<Stream>> {
public:
  template <class... StreamArguments>
  http_session(server_state& server, StreamArguments&&... arguments)
    : server_(server),
      stream_(std::forward<StreamArguments>(arguments)...),
      timer_(stream_.get_executor()),
      number_(server.log.opened()) {}

  http_session(const http_session&) = delete;
  http_session& operator=(const http_session&) = delete;
  ~http_session() override {
    close();
    server_.log.closed();
  }

  void start() {
    net::co_spawn(
      stream_.get_executor(), [self = this->shared_from_this()] { return self->run(); },
      net::detached);
  }

  void drop() override {
    net::post(stream_.get_executor(), [self = this->shared_from_this()] {
      self->gone_ = true;
      self->close();
      self->timer_.cancel();
    });
  }

private:
  static constexpr bool is_tls = std::is_same_v<Stream, tls_stream>;
  using parser = http::request_parser<http::string_body>;
  using clock = std::chrono::steady_clock;

  net::awaitable<void> run() {
    const bool ready = co_await handshake();
    while (ready && !gone_) {
      parser_.emplace();
      parser_->body_limit(unlimited_body);
      const bool complete = co_await read_request();
      if (!complete)
        break;
      const bool again = co_await respond();
      if (!again)
        break;
    }
    close();
  }

  net::awaitable<bool> handshake() {
    if constexpr (is_tls) {
      error_code failure;
      co_await stream_.async_handshake(net::ssl::stream_base::server,
                                       net::redirect_error(net::use_awaitable, failure));
      if (failure)
        server_.log.handshake_failed();
      else
        server_.log.handshake(SSL_session_reused(stream_.native_handle()) == 1);
      co_return !failure;
    }
    co_return true;
  }

  net::awaitable<bool> read_request() {
    error_code failure;
    co_await http::async_read_header(stream_, buffer_, *parser_,
                                     net::redirect_error(net::use_awaitable, failure));
    if (!failure && parser_->get()[http::field::expect] == "100-continue") {
      static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
      co_await net::async_write(stream_, net::buffer(go_on),
                                net::redirect_error(net::use_awaitable, failure));
    }
    if (!failure && !parser_->is_done())
      co_await http::async_read(stream_, buffer_, *parser_,
                                net::redirect_error(net::use_awaitable, failure));
    co_return !failure;
  }

  std::shared_ptr<const recorded_request> take_request() {
    auto& message = parser_->get();
    auto seen = std::make_shared<recorded_request>();
    seen->method = std::string(message.method_string());
    seen->target = std::string(message.target());
    for (const auto& field : message)
      seen->headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    seen->body = std::move(message.body());
    seen->connection = number_;
    seen->arrival = clock::now();
    return seen;
  }

  /// Whether the connection serves another request.
  net::awaitable<bool> respond() {
    const bool keep_alive = parser_->get().keep_alive();
    const auto request = take_request();
    server_.log.request(request);
    const reply answer = server_.script.next(*request);
    wire_response response(answer, request->method == "HEAD", keep_alive);
    if (answer.delay.count() > 0)
      co_await pause_until(clock::now() + answer.delay);
    bool sent = !gone_;
    if (sent)
      sent = co_await send(response, answer);
    if (!sent)
      co_return false;
    co_return co_await finish(response.end());
  }

  net::awaitable<bool> send(wire_response& response, const reply& answer) {
    const auto limit =
      answer.drip_bytes > 0 ? answer.drip_bytes : std::numeric_limits<std::size_t>::max();
    bool first = true;
    for (auto piece = response.next(limit); !piece.empty(); piece = response.next(limit)) {
      if (first)
        server_.log.response_started();
      else if (answer.drip_bytes > 0)
        co_await pause_until(clock::now() + answer.drip_interval);
      first = false;
      if (gone_)
        co_return false;
      error_code failure;
      co_await net::async_write(stream_, net::buffer(piece.data(), piece.size()),
                                net::redirect_error(net::use_awaitable, failure));
      if (failure)
        co_return false;
    }
    co_return true;
  }

  net::awaitable<bool> finish(ending end) {
    error_code ignored;
    switch (end) {
    case ending::keep_alive: co_return true;
    case ending::stall: co_await pause_until(clock::time_point::max()); break;
    case ending::reset:
      stream_.lowest_layer().set_option(net::socket_base::linger(true, 0), ignored);
      break;
    case ending::close: co_await say_goodbye(); break;
    case ending::silent_close: break;
    }
    close();
    co_return false;
  }

  /// TLS: exchanges close_notify, so that the client can tell the end from a cut; not for long.
  net::awaitable<void> say_goodbye() {
    if constexpr (is_tls) {
      timer_.expires_after(std::chrono::milliseconds(500));
      timer_.async_wait([self = this->shared_from_this()](error_code cancelled) {
        if (!cancelled)
          self->close();
      });
      error_code ignored;
      co_await stream_.async_shutdown(net::redirect_error(net::use_awaitable, ignored));
      timer_.cancel();
    }
    co_return;
  }

  /// Waits for the time or until the client leaves, which sets gone_.
  net::awaitable<void> pause_until(clock::time_point time) {
    stream_.lowest_layer().async_wait(net::socket_base::wait_read,
                                      [self = this->shared_from_this()](error_code failure) {
                                        if (failure || !self->client_left())
                                          return;
                                        self->gone_ = true;
                                        self->timer_.cancel();
                                      });
    error_code ignored;
    timer_.expires_at(time);
    co_await timer_.async_wait(net::redirect_error(net::use_awaitable, ignored));
    stream_.lowest_layer().cancel(ignored);
  }

  /// Looks at a readable socket of which nothing is expected. Over TLS anything is a goodbye.
  bool client_left() {
    char byte = 0;
    const auto handle = stream_.lowest_layer().native_handle();
    const auto size = ::recv(handle, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (size > 0)
      return is_tls;
    return size == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
  }

  void close() {
    error_code ignored;
    stream_.lowest_layer().close(ignored);
  }

  server_state& server_;
  Stream stream_;
  net::steady_timer timer_;
  const std::size_t number_;
  boost::beast::flat_buffer buffer_;
  std::optional<parser> parser_;
  bool gone_ = false;
};

} // namespace target_sdk::test_support
