#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/recorded_request.hpp"
#include "tests/support/reply.hpp"
#include "tests/support/reply_script.hpp"
#include "tests/support/tls_material.hpp"
#include "tests/support/traffic_log.hpp"

namespace target_sdk::test_support {

struct test_server_options {
  std::optional<tls_settings> tls = std::nullopt; ///< none: plain HTTP
  std::uint16_t port = 0;                         ///< 0: a free one
  std::size_t threads = 1;                        ///< with one, handlers never run concurrently
  bool keep_requests = true; ///< false: `requests()` stays empty, counters still count
};

/// A real HTTP/1.1 server on 127.0.0.1 that answers as scripted and remembers what it was asked.
///
/// It runs on threads of its own from the constructor to the destructor. Every member function may
/// be called from any thread, except `stop` and the destructor, which must not race with others.
/// Without a script every request gets a 200 with the JSON body `{}`. Throws
/// boost::system::system_error if the port is taken.
class test_server {
public:
  explicit test_server(const test_server_options& options = {});
  test_server(const test_server&) = delete;
  test_server& operator=(const test_server&) = delete;

  /// As `stop`.
  ~test_server();

  /// Queues a reply for the next `times` requests, whatever connection they come on.
  void push(reply answer, std::size_t times = 1);

  /// Answers the requests for which no reply is queued. An empty function removes the handler.
  void set_handler(reply_handler handler);

  /// Answers when neither queue nor handler does.
  void set_default(reply answer);

  /// How many queued replies are still unused.
  std::size_t queued() const;

  std::uint16_t port() const;

  /// "127.0.0.1:PORT".
  std::string authority() const;

  /// "http(s)://HOST:PORT" followed by `target`, which is empty or starts with a slash.
  std::string url(std::string_view target = "", std::string_view host = "127.0.0.1") const;

  /// All requests so far, in the order in which they were read.
  std::vector<recorded_request> requests() const;

  /// Forgets the recorded requests; counters go on.
  void clear_requests();

  /// Whether `count` requests in all have come before the timeout.
  bool wait_for_requests(std::size_t count,
                         std::chrono::milliseconds timeout = std::chrono::seconds(10)) const;

  traffic_counters counters() const;

  /// Closes every open connection at once, idle or not, without a word; goes on accepting.
  void drop_connections();

  /// Closes the listening socket and every connection and ends the threads; waits for no client.
  /// Requests and counters stay readable.
  void stop();

private:
  class impl;
  std::unique_ptr<impl> impl_;
};

} // namespace target_sdk::test_support
