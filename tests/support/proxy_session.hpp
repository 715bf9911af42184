#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/system/error_code.hpp>

#include "tests/support/connect_proxy.hpp"
#include "tests/support/traffic_log.hpp"

// Internal to the proxy: no test includes this.
namespace target_sdk::test_support {

/// What proxied connections share with their proxy, which outlives them.
struct proxy_state {
  connect_proxy_options options;
  traffic_log log{true};
  std::atomic<std::size_t> tunnels{0};
};

/// One connection of a client to the proxy, on the one thread of its executor.
class proxy_session : public std::enable_shared_from_this<proxy_session> {
public:
  using socket = boost::asio::ip::tcp::socket;

  proxy_session(proxy_state& proxy, socket client);
  void start();

private:
  using error_code = boost::system::error_code;
  using string_request = boost::beast::http::request<boost::beast::http::string_body>;

  boost::asio::awaitable<void> run();
  boost::asio::awaitable<bool> read_request();
  boost::asio::awaitable<bool> handle();
  boost::asio::awaitable<bool> answer(int status);
  boost::asio::awaitable<bool> forward();
  boost::asio::awaitable<void> tunnel();
  boost::asio::awaitable<bool> connect(std::string authority);
  boost::asio::awaitable<void> relay(socket& from, socket& to);

  void record();
  bool is_authorised() const;

  proxy_state& proxy_;
  socket client_;
  socket upstream_;
  const std::size_t number_;
  boost::beast::flat_buffer buffer_;
  string_request request_;
};

} // namespace target_sdk::test_support
