#include "tests/support/test_server.hpp"

#include <algorithm>
#include <mutex>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "tests/support/http_session.hpp"
#include "tests/support/tls_context.hpp"

namespace target_sdk::test_support {

namespace {

using work_guard = net::executor_work_guard<net::io_context::executor_type>;

net::ip::tcp::endpoint loopback(std::uint16_t port) {
  return {net::ip::address_v4::loopback(), port};
}

} // namespace

/// Each thread runs an io_context of its own, so that a connection needs no strand.
class test_server::impl {
public:
  explicit impl(const test_server_options& options) : state_(options.keep_requests) {
    if (options.tls)
      tls_.emplace(make_tls_context(*options.tls));
    for (std::size_t i = 0; i < std::max<std::size_t>(1, options.threads); ++i)
      contexts_.push_back(std::make_unique<net::io_context>(1));
    acceptor_.emplace(*contexts_.front(), loopback(options.port));
    port_ = acceptor_->local_endpoint().port();
    net::co_spawn(*contexts_.front(), accept(), net::detached);
    for (const auto& context : contexts_)
      threads_.emplace_back(
        [work = work_guard(context->get_executor()), &context = *context] { context.run(); });
  }

  impl(const impl&) = delete;
  impl& operator=(const impl&) = delete;
  ~impl() { stop(); }

  void stop() {
    for (const auto& context : contexts_)
      context->stop();
    for (auto& thread : threads_)
      thread.join();
    threads_.clear();
    acceptor_.reset();
    // In this order: the accepting coroutine on the first context holds sockets of the others.
    for (auto& context : contexts_)
      context.reset();
    contexts_.clear();
  }

  void drop_connections() {
    const std::lock_guard lock(mutex_);
    for (const auto& weak : connections_)
      if (const auto open = weak.lock())
        open->drop();
    connections_.clear();
  }

  server_state& state() { return state_; }
  bool is_tls() const { return tls_.has_value(); }
  std::uint16_t port() const { return port_; }

private:
  net::awaitable<void> accept() {
    for (std::size_t next = 0;; ++next) {
      tcp_socket socket(*contexts_[next % contexts_.size()]);
      error_code failure;
      co_await acceptor_->async_accept(socket, net::redirect_error(net::use_awaitable, failure));
      if (failure == net::error::operation_aborted)
        co_return;
      if (failure)
        continue;
      socket.set_option(net::ip::tcp::no_delay(true), failure);
      serve(std::move(socket));
    }
  }

  void serve(tcp_socket socket) {
    if (tls_)
      start(std::make_shared<http_session<tls_stream>>(state_, std::move(socket), *tls_));
    else
      start(std::make_shared<http_session<tcp_socket>>(state_, std::move(socket)));
  }

  template <class Session>
  void start(const std::shared_ptr<Session>& session) {
    {
      const std::lock_guard lock(mutex_);
      if (connections_.size() == connections_.capacity())
        std::erase_if(connections_, [](const auto& weak) { return weak.expired(); });
      connections_.push_back(session);
    }
    session->start();
  }

  server_state state_;
  std::optional<net::ssl::context> tls_;
  std::mutex mutex_;
  std::vector<std::weak_ptr<connection>> connections_;
  std::vector<std::unique_ptr<net::io_context>> contexts_;
  std::optional<net::ip::tcp::acceptor> acceptor_;
  std::uint16_t port_ = 0;
  std::vector<std::thread> threads_;
};

test_server::test_server(const test_server_options& options)
  : impl_(std::make_unique<impl>(options)) {
}

test_server::~test_server() = default;

void test_server::push(reply answer, std::size_t times) {
  impl_->state().script.push(std::move(answer), times);
}

void test_server::set_handler(reply_handler handler) {
  impl_->state().script.set_handler(std::move(handler));
}

void test_server::set_default(reply answer) {
  impl_->state().script.set_default(std::move(answer));
}

std::size_t test_server::queued() const {
  return impl_->state().script.queued();
}

std::uint16_t test_server::port() const {
  return impl_->port();
}

std::string test_server::authority() const {
  return "127.0.0.1:" + std::to_string(port());
}

std::string test_server::url(std::string_view target, std::string_view host) const {
  std::string result = impl_->is_tls() ? "https://" : "http://";
  result.append(host).append(":").append(std::to_string(port())).append(target);
  return result;
}

std::vector<recorded_request> test_server::requests() const {
  return impl_->state().log.requests();
}

void test_server::clear_requests() {
  impl_->state().log.clear_requests();
}

bool test_server::wait_for_requests(std::size_t count, std::chrono::milliseconds timeout) const {
  return impl_->state().log.wait_for_requests(count, timeout);
}

traffic_counters test_server::counters() const {
  return impl_->state().log.counters();
}

void test_server::drop_connections() {
  impl_->drop_connections();
}

void test_server::stop() {
  impl_->stop();
}

} // namespace target_sdk::test_support
