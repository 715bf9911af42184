// One connection of a client: reads requests one after another and answers each before the next.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include "tools/targetctl/edge/delivery_answer.hpp"
#include "tools/targetctl/edge/request_reader.hpp"
#include "tools/targetctl/edge/server_state.hpp"

namespace target_sdk::tools::edge {

/// Kept alive by its own operations, all of them on the I/O thread (but for the writing of events
/// to a tab); its server outlives it.
class connection : public std::enable_shared_from_this<connection> {
public:
  /// With `is_refused` its only answer, sent soon, is that there are too many connections. `on_end`
  /// is called from the destructor.
  connection(server_state& server, boost::asio::ip::tcp::socket socket, bool is_refused,
             std::function<void()> on_end);
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;
  ~connection();

  void start();

  /// Ends after the answer in progress, or at once.
  void finish();

  /// Ends at once.
  void cut();

private:
  /// The result of reading a request: 0 for a request, an error status to answer, or `gone`.
  static constexpr int complete = 0;
  static constexpr int gone = -1;
  using call_start = std::chrono::steady_clock::time_point;

  boost::asio::awaitable<void> run();
  /// Whether a request, or the time for one of a refused connection, has come.
  boost::asio::awaitable<bool> wait_for_request();
  /// Reads, within the time for requests.
  boost::asio::awaitable<int> read_in_time();
  boost::asio::awaitable<int> read_request();
  /// The result of reading when no more comes, for whatever reason.
  int outcome_of_end() const noexcept;

  /// These say whether the connection goes on.
  boost::asio::awaitable<bool> respond();
  boost::asio::awaitable<bool> respond_to_call();
  /// The answer to a call that began at `start`, or what is injected instead.
  boost::asio::awaitable<bool> respond_to_call_since(call_start start);
  boost::asio::awaitable<bool> respond_with_fault(fault injected, call_start start);
  boost::asio::awaitable<bool> respond_to_console();
  /// Sends events of the console until either side ends it.
  boost::asio::awaitable<bool> send_events(std::uint64_t after);
  boost::asio::awaitable<bool> send(const web_answer& answer, bool is_cut = false);
  boost::asio::awaitable<bool> send_problem(int status, std::string_view message);

  boost::asio::awaitable<answered_delivery> compute(const edge_moment& moment);
  boost::asio::awaitable<void> refuse(int status);
  /// Waits for the time, or until the client leaves.
  boost::asio::awaitable<void> pause(std::chrono::milliseconds time);
  /// Ends the connection when the client leaves before `is_paused_` is false again.
  void watch_for_leaving();
  /// Reads until the client disconnects, at most for this long.
  boost::asio::awaitable<void> discard(std::chrono::seconds time);
  boost::asio::awaitable<void> linger();
  bool has_client_left();
  void write_record(const std::string& lines);
  /// A refusal with CORS headers.
  web_answer refusal_of(int status, std::string_view message);
  /// Gives the request to the console, if there is one; only its method and headers to answer by
  /// are needed before.
  void log_call(call_start start, fault injected, console::logged_call call);
  void reset();

  server_state& server_;
  boost::beast::tcp_stream stream_;
  boost::asio::steady_timer pause_;
  boost::asio::steady_timer reading_time_;
  std::function<void()> on_end_;
  request_reader::buffer buffer_;
  request_reader reader_;
  std::string peer_ = {};
  bool is_refused_;
  bool is_answering_ = false;
  bool is_paused_ = false;
  bool is_late_ = false; ///< The time to read the request is over.
  bool is_gone_ = false;
  bool has_answered_ = false; ///< The request in progress.
  bool has_events_ = false;   ///< A tab listens; nothing else follows.
  /// What that asks for, as `edge_metrics` counts it.
  std::string_view resource_ = {};
};

} // namespace target_sdk::tools::edge
