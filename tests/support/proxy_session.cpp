#include "tests/support/proxy_session.hpp"

#include <array>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/detail/base64.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include "tests/support/unlimited_body.hpp"

namespace target_sdk::test_support {

namespace net = boost::asio;
namespace http = boost::beast::http;
using net::ip::tcp;

namespace {

auto into(boost::system::error_code& failure) {
  return net::redirect_error(net::use_awaitable, failure);
}

std::string base64(std::string_view text) {
  namespace detail = boost::beast::detail::base64;
  std::string result(detail::encoded_size(text.size()), '\0');
  result.resize(detail::encode(result.data(), text.data(), text.size()));
  return result;
}

struct absolute_target {
  std::string authority;
  std::string path;
};

absolute_target split(std::string_view target) {
  const auto scheme = target.find("://");
  const auto start = scheme == std::string_view::npos ? 0 : scheme + 3;
  const auto slash = std::min(target.find('/', start), target.size());
  const auto path = target.substr(slash);
  return {std::string(target.substr(start, slash - start)), path.empty() ? "/" : std::string(path)};
}

} // namespace

proxy_session::proxy_session(proxy_state& proxy, socket client)
  : proxy_(proxy),
    client_(std::move(client)),
    upstream_(client_.get_executor()),
    number_(proxy.log.opened()) {
}

void proxy_session::start() {
  net::co_spawn(
    client_.get_executor(), [self = shared_from_this()] { return self->run(); }, net::detached);
}

net::awaitable<void> proxy_session::run() {
  bool again = true;
  while (again) {
    again = co_await read_request();
    if (again)
      again = co_await handle();
  }
  error_code ignored;
  client_.close(ignored);
}

net::awaitable<bool> proxy_session::read_request() {
  error_code failure;
  http::request_parser<http::string_body> parser;
  parser.body_limit(unlimited_body);
  co_await http::async_read(client_, buffer_, parser, into(failure));
  request_ = parser.release();
  co_return !failure;
}

net::awaitable<bool> proxy_session::handle() {
  record();
  if (!is_authorised())
    co_return co_await answer(407);
  if (proxy_.options.refuse_with != 0)
    co_return co_await answer(proxy_.options.refuse_with);
  if (request_.method() != http::verb::connect)
    co_return co_await forward();
  co_await tunnel();
  co_return false;
}

net::awaitable<bool> proxy_session::answer(int status) {
  http::response<http::string_body> response(static_cast<http::status>(status), 11);
  if (status == 407)
    response.set(http::field::proxy_authenticate, "Basic realm=\"test\"");
  response.keep_alive(request_.keep_alive());
  response.prepare_payload();
  error_code failure;
  co_await http::async_write(client_, response, into(failure));
  co_return !failure && response.keep_alive();
}

net::awaitable<bool> proxy_session::forward() {
  const bool keep_alive = request_.keep_alive();
  const bool head_only = request_.method() == http::verb::head;
  const auto target = split({request_.target().data(), request_.target().size()});
  const bool connected = co_await connect(target.authority);
  if (!connected)
    co_return co_await answer(502);
  request_.target(target.path);
  request_.erase(http::field::proxy_authorization);
  request_.erase(http::field::proxy_connection);
  request_.keep_alive(false);
  error_code failure;
  co_await http::async_write(upstream_, request_, into(failure));
  boost::beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(unlimited_body);
  parser.skip(head_only);
  if (!failure)
    co_await http::async_read(upstream_, buffer, parser, into(failure));
  upstream_ = socket(client_.get_executor());
  if (failure)
    co_return false;
  auto response = parser.release();
  response.keep_alive(keep_alive);
  co_await http::async_write(client_, response, into(failure));
  co_return !failure && keep_alive;
}

net::awaitable<void> proxy_session::tunnel() {
  const bool connected = co_await connect(std::string(request_.target()));
  if (!connected) {
    co_await answer(502);
    co_return;
  }
  ++proxy_.tunnels;
  static constexpr std::string_view established = "HTTP/1.1 200 Connection established\r\n\r\n";
  error_code failure;
  co_await net::async_write(client_, net::buffer(established), into(failure));
  co_await net::async_write(upstream_, buffer_.data(), into(failure));
  net::co_spawn(
    client_.get_executor(),
    [self = shared_from_this()] { return self->relay(self->upstream_, self->client_); },
    net::detached);
  co_await relay(client_, upstream_);
}

net::awaitable<bool> proxy_session::connect(std::string authority) {
  if (!proxy_.options.route_to.empty())
    authority = proxy_.options.route_to;
  const auto colon = authority.rfind(':');
  const auto host = authority.substr(0, colon);
  const auto port = colon == std::string::npos ? std::string("80") : authority.substr(colon + 1);
  tcp::resolver resolver(client_.get_executor());
  error_code failure;
  const auto addresses = co_await resolver.async_resolve(host, port, into(failure));
  if (!failure)
    co_await net::async_connect(upstream_, addresses, into(failure));
  co_return !failure;
}

/// Copies until either side closes, then closes both.
net::awaitable<void> proxy_session::relay(socket& from, socket& to) {
  std::array<char, 16384> data;
  error_code failure;
  while (!failure) {
    const auto size = co_await from.async_read_some(net::buffer(data), into(failure));
    if (!failure)
      co_await net::async_write(to, net::buffer(data.data(), size), into(failure));
  }
  error_code ignored;
  from.close(ignored);
  to.close(ignored);
}

void proxy_session::record() {
  auto seen = std::make_shared<recorded_request>();
  seen->method = std::string(request_.method_string());
  seen->target = std::string(request_.target());
  for (const auto& field : request_)
    seen->headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  seen->body = request_.body();
  seen->connection = number_;
  seen->arrival = std::chrono::steady_clock::now();
  proxy_.log.request(std::move(seen));
}

bool proxy_session::is_authorised() const {
  const auto& options = proxy_.options;
  return options.user.empty()
         || request_[http::field::proxy_authorization]
              == "Basic " + base64(options.user + ':' + options.password);
}

} // namespace target_sdk::test_support
