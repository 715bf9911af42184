#include "web/session.hpp"

#include <array>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include "web/server.hpp"

namespace web {

namespace net = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr std::chrono::seconds linger_time{2};

auto into(error_code& failure) {
  return net::redirect_error(net::use_awaitable, failure);
}

// The answer to what could not be read as a request; nothing when nobody is there to read it.
std::optional<answer> refusal_of(const error_code& failure) {
  if (failure == http::error::end_of_stream || failure == http::error::partial_message)
    return std::nullopt;
  if (failure == http::error::body_limit)
    return text_answer(413, "The request body is too large.");
  if (failure == http::error::header_limit || failure == http::error::buffer_overflow)
    return text_answer(431, "The request header is too large.");
  if (failure.category() == make_error_code(http::error::bad_method).category())
    return text_answer(400, "This is no HTTP request.");
  return std::nullopt;
}

request to_request(http::request<http::string_body> read, const net::ip::tcp::socket& socket) {
  request result{.method = std::string(read.method_string()),
                 .target = std::string(read.target()),
                 .body = std::move(read.body())};
  for (const auto& field : read)
    result.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  error_code failure;
  const auto peer = socket.remote_endpoint(failure);
  if (!failure)
    result.peer = peer.address().to_string();
  return result;
}

} // namespace

session::session(server& owner, net::ip::tcp::socket socket)
  : server_(owner),
    stream_(std::move(socket)),
    buffer_(owner.limits().header + owner.limits().body),
    answered_(stream_.get_executor()) {
  error_code ignored;
  stream_.socket().set_option(net::ip::tcp::no_delay(true), ignored);
  server_.add(this);
}

session::~session() {
  server_.remove(this);
}

void session::start() {
  net::co_spawn(
    stream_.get_executor(), [self = shared_from_this()] { return self->run(); }, net::detached);
}

void session::finish() {
  if (!is_answering_)
    cut();
}

void session::cut() {
  is_cut_ = true;
  answered_.cancel();
  stream_.close();
}

net::awaitable<void> session::run() {
  bool goes_on = true;
  while (goes_on && !is_cut_) {
    http::request_parser<http::string_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(server_.limits().header));
    parser.body_limit(server_.limits().body);
    stream_.expires_after(server_.limits().read_time);
    error_code failure;
    co_await http::async_read(stream_, buffer_, parser, into(failure));
    if (failure) {
      if (const auto refusal = refusal_of(failure)) {
        co_await send(*refusal, false, false);
        co_await linger();
      }
      break;
    }
    is_answering_ = true;
    goes_on = co_await respond(parser.release());
    is_answering_ = false;
  }
  stream_.close();
}

net::awaitable<bool> session::respond(beast_request asked) {
  const bool is_head = asked.method() == http::verb::head;
  bool keep_alive = asked.keep_alive();
  const auto given = co_await ask(to_request(std::move(asked), stream_.socket()));
  keep_alive = keep_alive && !server_.is_stopping() && !is_cut_;
  co_await send(given, is_head, keep_alive);
  co_return keep_alive;
}

// What answers has threads of its own; the answer comes back to this one by `post`.
net::awaitable<answer> session::ask(request asked) {
  answer_.reset();
  answered_.expires_after(server_.limits().answer_time);
  server_.answerer()(std::move(asked), [asker = weak_from_this(), executor = stream_.get_executor(),
                                        question = ++question_](answer given) {
    net::post(executor, [asker, question, given = std::move(given)]() mutable {
      if (const auto self = asker.lock())
        self->take(question, std::move(given));
    });
  });
  error_code ignored;
  co_await answered_.async_wait(into(ignored));
  co_return answer_ ? std::move(*answer_) : text_answer(503, "Too busy, please try again.");
}

void session::take(std::uint64_t question, answer given) {
  if (question != question_) // It was too late.
    return;
  answer_ = std::move(given);
  answered_.cancel();
}

net::awaitable<void> session::send(const answer& given, bool is_head, bool keep_alive) {
  http::response<http::string_body> response(static_cast<http::status>(given.status), 11);
  for (const auto& [name, value] : given.headers)
    response.insert(name, value);
  if (given.status != 204)
    response.content_length(given.body.size());
  response.keep_alive(keep_alive);
  if (!is_head)
    response.body() = given.body;
  stream_.expires_after(server_.limits().write_time);
  error_code failure;
  co_await http::async_write(stream_, response, into(failure));
  if (failure)
    is_cut_ = true;
}

// A socket that is closed before all was read resets the connection, and the client may never see
// the answer.
net::awaitable<void> session::linger() {
  error_code failure;
  stream_.socket().shutdown(net::socket_base::shutdown_send, failure);
  stream_.expires_after(linger_time);
  std::array<char, 4096> unread;
  while (!failure)
    co_await stream_.async_read_some(net::buffer(unread), into(failure));
}

} // namespace web
