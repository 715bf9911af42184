#include "tools/targetctl/edge/server.hpp"

#include <algorithm>
#include <csignal>
#include <ostream>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "tools/targetctl/descriptor_limit.hpp"
#include "tools/targetctl/edge/connection.hpp"

namespace target_sdk::tools::edge {

namespace net = boost::asio;
using boost::system::error_code;
using net::ip::tcp;

namespace {

constexpr std::chrono::seconds drain_time{2};
constexpr std::chrono::milliseconds pause_without_descriptors{100};
/// How many connections above the limit are refused at a time; further ones wait briefly in the
/// kernel's queue.
constexpr std::size_t refused_at_a_time = 256;
/// Descriptors for other things than connections; each tab of the console has a second one.
constexpr std::size_t other_descriptors = 32 + console::listeners::most;

tcp::endpoint endpoint_of(const listen_address& listen) {
  const auto host = listen.host == "localhost" ? std::string("127.0.0.1") : listen.host;
  return {net::ip::make_address(host), listen.port};
}

std::string url_of(const tcp::endpoint& endpoint) {
  const auto host = endpoint.address().to_string();
  return "http://" + (endpoint.address().is_v6() ? '[' + host + ']' : host) + ':'
         + std::to_string(endpoint.port());
}

class server {
public:
  server(const edge_world& world, const server_options& options, recorder record, std::ostream& err)
    : state_(world, options, std::move(record), err, io_.get_executor()) {}

  result<void> run() {
    if (auto listening = listen(); !listening)
      return listening;
    warn_of_few_descriptors();
    net::co_spawn(io_, accept(), net::detached);
    wait_for_signal();
    io_.run();
    state_.large_bodies.join();
    return {};
  }

private:
  result<void> listen() {
    const auto endpoint = endpoint_of(state_.options.listen);
    error_code failure;
    acceptor_.open(endpoint.protocol(), failure);
    if (!failure)
      acceptor_.set_option(net::socket_base::reuse_address(true), failure);
    if (!failure)
      acceptor_.bind(endpoint, failure);
    if (!failure)
      acceptor_.listen(net::socket_base::max_listen_connections, failure);
    if (failure)
      return fail(error_kind::transport,
                  "cannot listen on " + url_of(endpoint) + ": " + failure.message());
    const auto bound = acceptor_.local_endpoint();
    if (!bound.address().is_loopback())
      state_.err << "warning: " << bound.address()
                 << " can be reached by other machines; there is neither TLS nor a password\n";
    // At once, for those who read up to the first line.
    auto words = "listening on " + url_of(bound) + '\n';
    if (state_.page)
      words += "console on " + url_of(bound) + "/console\n";
    state_.err << words << std::flush;
    return {};
  }

  void warn_of_few_descriptors() {
    const auto most = state_.options.max_connections;
    const auto needed = most + refused_at_a_time + other_descriptors;
    const auto limit = raise_descriptor_limit(needed);
    if (limit < needed)
      state_.err << "warning: " << most << " connections need " << needed
                 << " descriptors, but this process may have " << limit
                 << " (ulimit -n): the rest will have to wait" << std::endl;
  }

  net::awaitable<void> accept() {
    while (acceptor_.is_open()) {
      while (state_.connections.size() >= state_.options.max_connections + refused_at_a_time
             && !state_.is_stopping)
        co_await wait_for_room();
      tcp::socket socket(io_);
      error_code failure;
      co_await acceptor_.async_accept(socket, net::redirect_error(net::use_awaitable, failure));
      // A connection may have been accepted in the moment in which the acceptor was closed.
      if (failure == net::error::operation_aborted || state_.is_stopping)
        co_return;
      if (failure)
        co_await pause();
      else
        welcome(std::move(socket));
    }
  }

  void welcome(tcp::socket socket) {
    const bool is_refused = state_.connections.size() >= state_.options.max_connections;
    std::make_shared<connection>(state_, std::move(socket), is_refused, [this] {
      room_.cancel();
      if (state_.is_stopping && state_.connections.empty())
        timer_.cancel();
    })->start();
  }

  // Until a connection has ended.
  net::awaitable<void> wait_for_room() {
    room_.expires_at(net::steady_timer::time_point::max());
    error_code ignored;
    co_await room_.async_wait(net::redirect_error(net::use_awaitable, ignored));
  }

  // Without free descriptors accepting fails again and again until one is closed.
  net::awaitable<void> pause() {
    net::steady_timer timer(io_, pause_without_descriptors);
    error_code ignored;
    co_await timer.async_wait(net::redirect_error(net::use_awaitable, ignored));
  }

  void wait_for_signal() {
    signals_.async_wait([this](const error_code& failure, int) {
      if (failure)
        return;
      if (std::exchange(state_.is_stopping, true))
        return cut_all();
      stop();
      wait_for_signal();
    });
  }

  void stop() {
    error_code ignored;
    acceptor_.close(ignored);
    room_.cancel();
    if (state_.page)
      state_.page->stop();
    // Ending changes the set.
    const auto open = state_.connections;
    for (auto* const each : open)
      each->finish();
    timer_.expires_after(drain_time);
    timer_.async_wait([this](const error_code&) { cut_all(); });
    if (state_.connections.empty())
      timer_.cancel();
  }

  void cut_all() {
    const auto open = state_.connections;
    for (auto* const each : open)
      each->cut();
    signals_.cancel();
    timer_.cancel();
  }

  net::io_context io_{1};
  server_state state_;
  tcp::acceptor acceptor_{io_};
  net::signal_set signals_{io_, SIGTERM, SIGINT};
  net::steady_timer timer_{io_};
  net::steady_timer room_{io_}; ///< Cancelled when a connection ends.
};

} // namespace

result<void> serve(const edge_world& world, const server_options& options, recorder record,
                   std::ostream& err) {
  return server(world, options, std::move(record), err).run();
}

} // namespace target_sdk::tools::edge
