#include "web/server.hpp"

#include <charconv>
#include <csignal>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "web/session.hpp"

namespace web {

namespace net = boost::asio;
using boost::system::error_code;
using net::ip::tcp;
using target_sdk::error_kind;
using target_sdk::fail;

namespace {

constexpr std::chrono::milliseconds pause_without_descriptors{100};

target_sdk::result<tcp::endpoint> parse_endpoint(const std::string& address) {
  const auto colon = address.rfind(':');
  auto host = address.substr(0, colon);
  if (host == "localhost")
    host = "127.0.0.1";
  if (host.starts_with('[') && host.ends_with(']'))
    host = host.substr(1, host.size() - 2);
  error_code failure;
  const auto ip = net::ip::make_address(host, failure);
  std::uint16_t port = 0;
  const auto* const end = address.data() + address.size();
  const auto number = std::from_chars(address.data() + colon + 1, end, port);
  if (failure || colon == std::string::npos || number.ec != std::errc() || number.ptr != end)
    return fail(error_kind::invalid_configuration,
                "cannot listen on " + address + ": expected ADDRESS:PORT as in 127.0.0.1:8081");
  return tcp::endpoint(ip, port);
}

std::string url_of(const tcp::endpoint& endpoint) {
  const auto host = endpoint.address().to_string();
  return "http://" + (endpoint.address().is_v6() ? '[' + host + ']' : host) + ':'
         + std::to_string(endpoint.port());
}

} // namespace

server::server(net::io_context& io, handler answerer, server_limits limits)
  : io_(io),
    answerer_(std::move(answerer)),
    limits_(limits),
    acceptor_(io),
    signals_(io),
    room_(io),
    stop_timer_(io) {
}

target_sdk::result<std::string> server::listen(const std::string& address) {
  const auto endpoint = parse_endpoint(address);
  if (!endpoint)
    return tl::unexpected(endpoint.error());
  error_code failure;
  acceptor_.open(endpoint->protocol(), failure);
  if (!failure)
    acceptor_.set_option(net::socket_base::reuse_address(true), failure);
  if (!failure)
    acceptor_.bind(*endpoint, failure);
  if (!failure)
    acceptor_.listen(net::socket_base::max_listen_connections, failure);
  if (!failure)
    signals_.add(SIGTERM, failure);
  if (!failure)
    signals_.add(SIGINT, failure);
  if (failure)
    return fail(error_kind::transport, "cannot listen on " + address + ": " + failure.message());
  return url_of(acceptor_.local_endpoint());
}

void server::start() {
  net::co_spawn(io_, accept(), net::detached);
  wait_for_signal();
}

net::awaitable<void> server::accept() {
  error_code ignored;
  while (acceptor_.is_open()) {
    if (sessions_.size() >= limits_.connections) {
      room_.expires_after(std::chrono::hours(1));
      co_await room_.async_wait(net::redirect_error(net::use_awaitable, ignored));
      continue;
    }
    tcp::socket socket(io_);
    error_code failure;
    co_await acceptor_.async_accept(socket, net::redirect_error(net::use_awaitable, failure));
    if (!failure) {
      std::make_shared<session>(*this, std::move(socket))->start();
    } else if (acceptor_.is_open()) {
      room_.expires_after(pause_without_descriptors);
      co_await room_.async_wait(net::redirect_error(net::use_awaitable, ignored));
    }
  }
}

void server::wait_for_signal() {
  signals_.async_wait([this](const error_code& failure, int) {
    if (failure)
      return;
    if (std::exchange(is_stopping_, true))
      return cut_all();
    stop();
    wait_for_signal();
  });
}

void server::stop() {
  error_code ignored;
  acceptor_.close(ignored);
  room_.cancel();
  const auto open = sessions_; // Ending changes the set.
  for (auto* const each : open)
    each->finish();
  stop_timer_.expires_after(limits_.stop_time);
  stop_timer_.async_wait([this](const error_code&) { cut_all(); });
  if (sessions_.empty())
    stop_timer_.cancel();
}

void server::cut_all() {
  const auto open = sessions_;
  for (auto* const each : open)
    each->cut();
  signals_.cancel();
  stop_timer_.cancel();
}

void server::add(session* opened) {
  sessions_.insert(opened);
}

void server::remove(session* ended) {
  sessions_.erase(ended);
  room_.cancel();
  if (is_stopping_ && sessions_.empty())
    stop_timer_.cancel();
}

} // namespace web
