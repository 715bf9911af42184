#include "tests/support/connect_proxy.hpp"

#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "tests/support/proxy_session.hpp"

namespace target_sdk::test_support {

namespace net = boost::asio;
using net::ip::tcp;

class connect_proxy::impl {
public:
  explicit impl(const connect_proxy_options& options) : state_{.options = options} {
    net::co_spawn(context_, accept(), net::detached);
    thread_ = std::thread([this] { context_.run(); });
  }

  impl(const impl&) = delete;
  impl& operator=(const impl&) = delete;
  ~impl() {
    context_.stop();
    thread_.join();
  }

  const proxy_state& state() const { return state_; }
  std::uint16_t port() const { return port_; }

private:
  net::awaitable<void> accept() {
    for (;;) {
      boost::system::error_code failure;
      tcp::socket client(context_);
      co_await acceptor_.async_accept(client, net::redirect_error(net::use_awaitable, failure));
      if (failure == net::error::operation_aborted)
        co_return;
      if (failure)
        continue;
      client.set_option(tcp::no_delay(true), failure);
      std::make_shared<proxy_session>(state_, std::move(client))->start();
    }
  }

  proxy_state state_;
  net::io_context context_{1};
  tcp::acceptor acceptor_{context_, tcp::endpoint(net::ip::address_v4::loopback(), 0)};
  std::uint16_t port_ = acceptor_.local_endpoint().port();
  std::thread thread_;
};

connect_proxy::connect_proxy(const connect_proxy_options& options)
  : impl_(std::make_unique<impl>(options)) {
}

connect_proxy::~connect_proxy() = default;

std::uint16_t connect_proxy::port() const {
  return impl_->port();
}

std::string connect_proxy::url() const {
  return "http://127.0.0.1:" + std::to_string(port());
}

std::vector<recorded_request> connect_proxy::requests() const {
  return impl_->state().log.requests();
}

std::size_t connect_proxy::tunnels() const {
  return impl_->state().tunnels.load();
}

} // namespace target_sdk::test_support
