#include "tests/support/frame_server.hpp"

#include <atomic>
#include <string_view>
#include <thread>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "tests/support/tls_context.hpp"

namespace target_sdk::test_support {
namespace {

namespace net = boost::asio;
using net::ip::tcp;
using tls_stream = net::ssl::stream<tcp::socket>;

constexpr std::string_view preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

// RFC 9113, sections 6 and 7.
enum frame_type : unsigned char { data = 0, headers = 1, rst_stream = 3, settings = 4, goaway = 7 };
constexpr unsigned char end_stream = 1, end_headers = 4, ack = 1;
constexpr std::uint32_t internal_error = 2, refused_stream = 7;

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes += static_cast<char>(value >> shift & 0xFF);
  return bytes;
}

std::string frame(frame_type type, unsigned char flags, std::uint32_t stream,
                  std::string_view payload) {
  return big_endian(static_cast<std::uint32_t>(payload.size()))
    .substr(1)
    .append(1, static_cast<char>(type))
    .append(1, static_cast<char>(flags))
    .append(big_endian(stream))
    .append(payload);
}

/// `:status: 200` from HPACK's static table.
std::string status_200(std::uint32_t stream) {
  return frame(headers, end_headers, stream, "\x88");
}

int choose_h2(SSL*, const unsigned char** out, unsigned char* length, const unsigned char* offered,
              unsigned int offered_length, void*) {
  static constexpr unsigned char h2[] = {2, 'h', '2'};
  unsigned char* chosen = nullptr;
  int result = SSL_select_next_proto(&chosen, length, h2, sizeof h2, offered, offered_length);
  *out = chosen;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

/// What a stream is answered with, and whether the connection is closed then.
std::pair<std::string, bool> bytes_of(frame_reply reply, std::uint32_t stream) {
  switch (reply) {
  case frame_reply::answer:
    return {status_200(stream) + frame(data, end_stream, stream, "{}"), false};
  case frame_reply::go_away: return {frame(goaway, 0, 0, big_endian(0) + big_endian(0)), true};
  case frame_reply::reset_stream:
    return {frame(rst_stream, 0, stream, big_endian(internal_error)), false};
  case frame_reply::refuse_stream:
    return {frame(rst_stream, 0, stream, big_endian(refused_stream)), false};
  case frame_reply::cut:
    return {status_200(stream) + frame(data, 0, stream, "{\"status\":2")
              + frame(rst_stream, 0, stream, big_endian(internal_error)),
            false};
  default: return {};
  }
}

} // namespace

class frame_server::impl {
public:
  explicit impl(const tls_settings& given) : tls_(make_tls_context(given)) {
    SSL_CTX_set_alpn_select_cb(tls_.native_handle(), &choose_h2, nullptr);
    net::co_spawn(context_, accept(), net::detached);
    thread_ = std::thread([this] { context_.run(); });
  }
  impl(const impl&) = delete;
  impl& operator=(const impl&) = delete;
  ~impl() {
    context_.stop();
    thread_.join();
  }

  std::uint16_t port() const { return port_; }

  std::atomic<frame_reply> reply = frame_reply::answer;
  std::atomic<std::size_t> connections = 0;
  std::atomic<std::size_t> requests = 0;

private:
  net::awaitable<void> accept() {
    for (;;) {
      tcp::socket peer(context_);
      co_await acceptor_.async_accept(peer, net::use_awaitable);
      net::co_spawn(context_, serve(tls_stream(std::move(peer), tls_)),
                    [](std::exception_ptr) {}); // A peer that goes is no error.
    }
  }

  net::awaitable<void> serve(tls_stream stream) {
    co_await stream.async_handshake(tls_stream::server, net::use_awaitable);
    ++connections;
    std::string start(preface.size(), '\0');
    co_await net::async_read(stream, net::buffer(start), net::use_awaitable);
    co_await send(stream, frame(settings, 0, 0, {}));
    bool is_silent = false;
    for (;;) {
      std::string head(9, '\0');
      co_await net::async_read(stream, net::buffer(head), net::use_awaitable);
      auto byte = [&](std::size_t at) { return static_cast<unsigned char>(head[at]); };
      std::string payload(byte(0) << 16U | byte(1) << 8U | byte(2), '\0');
      co_await net::async_read(stream, net::buffer(payload), net::use_awaitable);
      auto id =
        static_cast<std::uint32_t>(byte(5) << 24U | byte(6) << 16U | byte(7) << 8U | byte(8));
      if (byte(3) == settings && !(byte(4) & ack))
        co_await send(stream, frame(settings, ack, 0, {}));
      bool is_request = byte(3) <= headers && (byte(4) & end_stream);
      if (!is_request)
        continue;
      ++requests;
      is_silent = is_silent || reply == frame_reply::silence;
      if (is_silent)
        continue;
      auto [bytes, is_last] = bytes_of(reply, id);
      co_await send(stream, std::move(bytes));
      if (is_last)
        co_return;
    }
  }

  static net::awaitable<void> send(tls_stream& to, std::string bytes) {
    co_await net::async_write(to, net::buffer(bytes), net::use_awaitable);
  }

  net::ssl::context tls_;
  net::io_context context_{1};
  tcp::acceptor acceptor_{context_, tcp::endpoint(net::ip::address_v4::loopback(), 0)};
  std::uint16_t port_ = acceptor_.local_endpoint().port();
  std::thread thread_;
};

frame_server::frame_server(const tls_settings& settings) : impl_(std::make_unique<impl>(settings)) {
}

frame_server::~frame_server() = default;

void frame_server::set_reply(frame_reply reply) {
  impl_->reply = reply;
}

std::string frame_server::authority() const {
  return "localhost:" + std::to_string(impl_->port());
}

std::size_t frame_server::connections() const {
  return impl_->connections;
}

std::size_t frame_server::requests() const {
  return impl_->requests;
}

} // namespace target_sdk::test_support
