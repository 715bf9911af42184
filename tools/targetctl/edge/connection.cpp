#include "tools/targetctl/edge/connection.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ostream>
#include <string_view>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/read_size.hpp>
#include <sys/socket.h>

#include "tools/targetctl/console/access.hpp"
#include "tools/targetctl/console/event_stream.hpp"
#include "tools/targetctl/edge/delivery_query.hpp"
#include "tools/targetctl/edge/json_answers.hpp"
#include "tools/targetctl/edge/request_target.hpp"
#include "tools/targetctl/edge/router.hpp"
#include "tools/targetctl/edge/wall_clock.hpp"
#include "tools/targetctl/edge/wire_text.hpp"

namespace target_sdk::tools::edge {

namespace net = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::size_t buffer_limit = 64 * 1024;
constexpr std::size_t largest_read = 64 * 1024;
constexpr std::size_t large_body = 64 * 1024;
constexpr std::chrono::seconds linger_time{2};
/// How long a connection beyond the limit may take to send its request before it is refused.
constexpr std::chrono::milliseconds refused_time{2000};
constexpr std::chrono::hours stall_time{1};
/// Between two signs of life to a tab to which nothing else is sent.
constexpr std::chrono::seconds heartbeat{15};

auto into(error_code& failure) {
  return net::redirect_error(net::use_awaitable, failure);
}

std::string_view reason_for(int refusal) {
  switch (refusal) {
  case 408: return "the request came too slowly";
  case 413: return "request body too large";
  case 431: return "request header too large";
  case 503: return "overloaded, try again";
  default: return "malformed HTTP request";
  }
}

std::string_view resource_of(const web_request& request) {
  const auto path = path_of(request.target);
  if (path == metrics_path)
    return "metrics";
  return console::is_console_path(path) ? "console" : resource_name(path);
}

std::string address_of(const net::ip::tcp::socket& socket) {
  error_code failure;
  const auto endpoint = socket.remote_endpoint(failure);
  return failure ? std::string() : endpoint.address().to_string();
}

} // namespace

connection::connection(server_state& server, net::ip::tcp::socket socket, bool is_refused,
                       std::function<void()> on_end)
  : server_(server),
    stream_(std::move(socket)),
    pause_(stream_.get_executor()),
    reading_time_(stream_.get_executor()),
    on_end_(std::move(on_end)),
    buffer_(buffer_limit),
    reader_(server.limits, server.bodies),
    peer_(address_of(stream_.socket())),
    is_refused_(is_refused) {
  server_.figures.add_connection(is_refused_);
  error_code ignored;
  stream_.socket().set_option(net::ip::tcp::no_delay(true), ignored);
  server_.connections.insert(this);
}

connection::~connection() {
  server_.connections.erase(this);
  on_end_();
}

void connection::start() {
  net::co_spawn(
    stream_.get_executor(), [self = shared_from_this()] { return self->run(); }, net::detached);
}

void connection::finish() {
  if (!is_answering_)
    cut();
}

void connection::cut() {
  is_gone_ = true;
  pause_.cancel();
  reading_time_.cancel();
  // Events are written by a descriptor of their own.
  error_code ignored;
  if (has_events_)
    stream_.socket().shutdown(net::socket_base::shutdown_both, ignored);
  stream_.close();
}

net::awaitable<void> connection::run() {
  bool goes_on = true;
  while (goes_on && !is_gone_) {
    const bool has_come = co_await wait_for_request();
    if (!has_come)
      break;
    is_answering_ = true;
    const auto outcome = co_await read_in_time();
    if (outcome == gone)
      break;
    // The console takes the request before it is answered.
    resource_ = outcome == complete ? resource_of(reader_.request()) : "other";
    if (outcome == complete)
      goes_on = co_await respond();
    else
      co_await refuse(outcome);
    goes_on = goes_on && outcome == complete && !server_.is_stopping;
    is_answering_ = false;
    reader_.clear();
  }
  stream_.close();
}

net::awaitable<bool> connection::wait_for_request() {
  if (buffer_.size() > 0)
    co_return true;
  buffer_.shrink_to_fit();
  // A refused client is answered soon, whether it sends a request or not.
  if (is_refused_)
    co_return true;
  stream_.expires_after(server_.options.idle_timeout);
  error_code failure;
  constexpr std::size_t first_read = 4096;
  const auto size = co_await stream_.async_read_some(buffer_.prepare(first_read), into(failure));
  buffer_.commit(size);
  co_return !failure;
}

net::awaitable<int> connection::read_in_time() {
  // The stream's own timeout would close the socket, so that 408 could not be sent.
  stream_.expires_never();
  is_late_ = false;
  reading_time_.expires_after(is_refused_ ? std::min(refused_time, server_.options.io_timeout)
                                          : server_.options.io_timeout);
  reading_time_.async_wait([self = shared_from_this()](const error_code& stopped) {
    self->is_late_ = !stopped;
    if (self->is_late_)
      self->stream_.cancel();
  });
  const auto outcome = co_await read_request();
  reading_time_.cancel();
  co_return outcome;
}

int connection::outcome_of_end() const noexcept {
  if (!is_late_)
    return gone;
  return is_refused_ ? 503 : 408;
}

net::awaitable<int> connection::read_request() {
  static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  error_code failure;
  reader_.start();
  while (!failure && !is_late_) {
    switch (reader_.take(buffer_)) {
    case reading::has_head:
      if (is_refused_)
        co_return 503;
      if (reader_.expects_continue())
        co_await net::async_write(stream_, net::buffer(go_on), into(failure));
      break;
    case reading::needs_more: {
      const auto size = boost::beast::read_size(buffer_, largest_read);
      buffer_.commit(co_await stream_.async_read_some(buffer_.prepare(size), into(failure)));
      break;
    }
    case reading::is_complete: reader_.request().peer = peer_; co_return complete;
    case reading::is_refused: co_return reader_.refusal();
    }
  }
  co_return outcome_of_end();
}

net::awaitable<bool> connection::respond() {
  if (is_delivery_call(reader_.request()))
    co_return co_await respond_to_call();
  if (path_of(reader_.request().target) == metrics_path)
    co_return co_await send(server_.figures.answer(reader_.request(), server_.connections.size()));
  if (server_.page && console::is_console_path(path_of(reader_.request().target)))
    co_return co_await respond_to_console();
  const edge_moment moment{.now_ms = now_ms()};
  const auto answered = co_await compute(moment);
  co_return co_await send(answered.answer);
}

net::awaitable<bool> connection::respond_to_call() {
  const auto start = std::chrono::steady_clock::now();
  has_answered_ = false;
  const bool goes_on = co_await respond_to_call_since(start);
  if (has_answered_)
    server_.figures.add_call(std::chrono::steady_clock::now() - start);
  co_return goes_on;
}

net::awaitable<bool> connection::respond_to_call_since(call_start start) {
  const auto query = read_delivery_query(reader_.request(), server_.world.client);
  std::optional<session_calls::call> call;
  if (query)
    call.emplace(server_.sessions, query->session_id);
  const auto injected = server_.options.faults.draw(server_.options.seed, server_.delivery_calls++);
  if (server_.options.latency.count() > 0)
    co_await pause(server_.options.latency);
  if (is_gone_) {
    log_call(start, {}, {});
    co_return false;
  }
  if (call && !call->is_admitted()) {
    const auto refusal = refusal_of(420, "too many concurrent requests of this session");
    log_call(start, {}, {.status = 420, .answer = refusal.body});
    co_return co_await send(refusal);
  }
  co_return co_await respond_with_fault(injected, start);
}

net::awaitable<bool> connection::respond_with_fault(fault injected, call_start start) {
  server_.figures.add_fault(injected.kind);
  switch (injected.kind) {
  case fault_kind::reset:
    log_call(start, injected, {});
    reset();
    co_return false;
  case fault_kind::stall:
    log_call(start, injected, {});
    co_await discard(stall_time);
    co_return false;
  case fault_kind::status: {
    const auto refusal = refusal_of(injected.status, "injected fault");
    log_call(start, injected, {.status = injected.status, .answer = refusal.body});
    co_return co_await send(refusal);
  }
  default: break;
  }
  const edge_moment moment{.now_ms = now_ms()};
  auto answered = co_await compute(moment);
  server_.figures.add_notifications(answered.notifications);
  write_record(answered.record);
  log_call(start, injected,
           {.time_ms = moment.now_ms,
            .status = answered.answer.status,
            .is_accepted = !answered.record.empty(),
            .notifications = answered.notifications,
            .decided = std::move(answered.decided),
            .answer = answered.answer.body});
  if (injected.kind == fault_kind::garbage) {
    answered.answer.status = 200;
    answered.answer.body = shared_text("{\"status\":200,\x01\xFE\xFF garbage");
  }
  co_return co_await send(answered.answer, injected.kind == fault_kind::truncate);
}

void connection::log_call(call_start start, fault injected, console::logged_call call) {
  if (!server_.page)
    return;
  if (call.time_ms == 0)
    call.time_ms = now_ms();
  call.fault = injected.kind;
  call.latency =
    std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
  call.request = std::move(reader_.request());
  server_.page->add(std::move(call));
}

net::awaitable<bool> connection::respond_to_console() {
  auto reply = co_await server_.page->answer(reader_.request());
  if (reply.answer)
    co_return co_await send(*reply.answer);
  co_return co_await send_events(reply.events_after);
}

net::awaitable<bool> connection::send_events(std::uint64_t after) {
  static constexpr std::string_view alive = ": alive\n\n";
  console::event_listener events([this] { pause_.cancel(); });
  const console::event_seat seat(*server_.page, events);
  if (!seat.is_taken())
    co_return co_await send_problem(503, "too many tabs listen to the console");
  is_answering_ = false;
  watch_for_leaving();
  const auto head = console::console::events_head();
  auto event = co_await server_.page->first_event(after);
  if (is_gone_)
    co_return false;
  has_events_ = true;
  console::event_stream tab(server_.page->executor(), stream_.socket());
  auto failure = co_await tab.write(head, server_.options.io_timeout);
  while (!failure && !is_gone_) {
    // A tab that sleeps does not read: it is cut off, and asks again when it wakes up.
    failure =
      co_await tab.write(event ? std::string_view(*event) : alive, server_.options.io_timeout);
    if (!failure && !is_gone_ && !events.has_event()) {
      pause_.expires_after(heartbeat);
      error_code ignored;
      co_await pause_.async_wait(into(ignored));
    }
    event = events.take();
  }
  is_paused_ = false;
  co_return false;
}

net::awaitable<bool> connection::send(const web_answer& answer, bool is_cut) {
  const bool keep_alive = reader_.keeps_alive() && !is_refused_ && !server_.is_stopping;
  server_.figures.add_answer(resource_, answer.status);
  has_answered_ = true;
  const auto head = head_text(answer, keep_alive);
  auto body = answer.body && reader_.request().method != "HEAD" ? std::string_view(*answer.body)
                                                                : std::string_view();
  if (is_cut)
    body = body.substr(0, body.size() / 2);
  stream_.expires_after(server_.options.io_timeout);
  error_code failure;
  const std::array buffers = {net::buffer(head), net::buffer(body.data(), body.size())};
  co_await net::async_write(stream_, buffers, into(failure));
  if (failure)
    co_return false;
  if (!keep_alive || is_cut)
    co_await linger();
  co_return keep_alive && !is_cut;
}

net::awaitable<answered_delivery> connection::compute(const edge_moment& moment) {
  if (reader_.request().body.size() <= large_body)
    co_return answer(server_.world, moment, reader_.request());
  const auto work = [this, &moment]() -> net::awaitable<answered_delivery> {
    co_return answer(server_.world, moment, reader_.request());
  };
  co_return co_await net::co_spawn(server_.large_bodies.get_executor(), work, net::use_awaitable);
}

net::awaitable<void> connection::refuse(int status) {
  reader_.drop_body();
  co_await send_problem(status, reason_for(status));
}

net::awaitable<bool> connection::send_problem(int status, std::string_view message) {
  co_return co_await send(refusal_of(status, message));
}

web_answer connection::refusal_of(int status, std::string_view message) {
  auto refusal = problem(status, message);
  allow_other_origins(reader_.request(), refusal);
  return refusal;
}

net::awaitable<void> connection::pause(std::chrono::milliseconds time) {
  watch_for_leaving();
  pause_.expires_after(time);
  error_code ignored;
  co_await pause_.async_wait(into(ignored));
  is_paused_ = false;
  stream_.socket().cancel(ignored);
}

// A client that only closes its sending side counts as gone: the two cannot be told apart before
// something is sent.
void connection::watch_for_leaving() {
  is_paused_ = true;
  stream_.socket().async_wait(net::socket_base::wait_read,
                              [self = shared_from_this()](const error_code& failure) {
                                if (!failure && self->is_paused_ && self->has_client_left())
                                  self->cut();
                              });
}

bool connection::has_client_left() {
  char byte = 0;
  const auto size = ::recv(stream_.socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return size == 0 || (size < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
}

net::awaitable<void> connection::discard(std::chrono::seconds time) {
  is_answering_ = false;
  stream_.expires_after(time);
  std::array<char, 4096> unread;
  error_code failure;
  while (!failure)
    co_await stream_.async_read_some(net::buffer(unread), into(failure));
}

// A socket that is closed before all was read resets the connection, and the client may never see
// the answer.
net::awaitable<void> connection::linger() {
  error_code ignored;
  stream_.socket().shutdown(net::socket_base::shutdown_send, ignored);
  co_await discard(linger_time);
}

void connection::write_record(const std::string& lines) {
  if (server_.record.add(lines) || std::exchange(server_.record_failed, true))
    return;
  server_.err << "targetctl edge: cannot write the record any more" << std::endl;
}

void connection::reset() {
  error_code ignored;
  stream_.socket().set_option(net::socket_base::linger(true, 0), ignored);
  cut();
}

} // namespace target_sdk::tools::edge
