#pragma once

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <caf/all.hpp>
#include <dirent.h>

#include "actors/pool/connection_pool.hpp"

namespace target_sdk {

/// A pool in an actor system of its own, and an actor that asks it. Members from a test's own
/// thread only.
class pool_fixture {
public:
  using clock = std::chrono::steady_clock;

  pool_fixture() {
    tune_for_short_calls(config_, 1);
    system_.emplace(config_);
    self_.emplace(*system_);
  }
  pool_fixture(const pool_fixture&) = delete;
  pool_fixture& operator=(const pool_fixture&) = delete;
  ~pool_fixture() { stop(); }

  caf::actor_system& system() { return *system_; }
  caf::scoped_actor& self() { return *self_; }
  const connection_pool_actor& pool() const { return pool_; }

  /// Starts the pool; the options are final by then.
  void start(const pool_options& options = {}, const log_sink& log = {}) {
    pool_ = spawn_connection_pool(*system_, options, log);
  }

  /// Ends the pool and waits until it is down.
  void stop() {
    if (!pool_)
      return;
    (*self_)->monitor(pool_);
    (*self_)->send_exit(pool_, caf::exit_reason::user_shutdown);
    (*self_)->receive([](const caf::down_msg&) {});
    pool_ = nullptr;
  }

  /// A GET with 10 seconds to live.
  http_request get(std::string url) {
    return {.token = ++last_token_,
            .url = std::move(url),
            .deadline = clock::now() + std::chrono::seconds(10),
            .connect_timeout = std::chrono::seconds(5)};
  }

  /// The same with a JSON body.
  http_request post(std::string url, std::string body) {
    auto request = get(std::move(url));
    request.method = http_method::post;
    request.headers = {{"Content-Type", "application/json"}};
    request.body = std::move(body);
    return request;
  }

  /// Makes an exchange and waits for its answer.
  http_response exchange(http_request request) {
    http_response answer;
    auto token = request.token;
    (*self_)
      ->request(pool_, std::chrono::seconds(30), std::move(request))
      .receive(
        [&](http_response& response) { answer = std::move(response); },
        [&](const caf::error& err) { BOOST_ERROR("CAF error: " << to_string(to_error(err))); });
    BOOST_TEST(answer.token == token);
    return answer;
  }

  /// Starts an exchange; `answers` waits for it. Returns its token.
  std::uint64_t begin(http_request request) {
    auto token = request.token;
    (*self_)->send(pool_, std::move(request));
    return token;
  }

  void cancel(std::uint64_t token) { (*self_)->send(pool_, http_cancel{.token = token}); }

  /// The next `count` answers of `begin`, in order of their coming.
  std::vector<http_response> answers(std::size_t count) {
    std::vector<http_response> result;
    for (bool late = false; result.size() < count && !late;)
      (*self_)->receive([&](http_response& response) { result.push_back(std::move(response)); },
                        caf::after(std::chrono::seconds(30)) >> [&] { late = true; });
    BOOST_TEST_REQUIRE(result.size() == count);
    return result;
  }

  pool_statistics statistics() {
    pool_statistics result;
    (*self_)
      ->request(pool_, std::chrono::seconds(10), get_pool_statistics{})
      .receive([&](const pool_statistics& seen) { result = seen; },
               [](const caf::error&) { BOOST_ERROR("no statistics"); });
    return result;
  }

  /// How long `action` takes.
  template <class Action>
  static std::chrono::milliseconds time_of(Action action) {
    auto start = clock::now();
    action();
    return std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - start);
  }

private:
  caf::actor_system_config config_;
  std::optional<caf::actor_system> system_;
  std::optional<caf::scoped_actor> self_;
  connection_pool_actor pool_;
  std::uint64_t last_token_ = 0;
};

/// The options of a pool that trusts this authority alone.
inline pool_options trusting(const std::string& ca_file) {
  pool_options options;
  options.tls.ca_file = ca_file;
  return options;
}

/// How many descriptors the process has open.
inline std::size_t open_descriptors() {
  std::size_t count = 0;
  auto* directory = opendir("/proc/self/fd");
  while (directory && readdir(directory))
    ++count;
  if (directory)
    closedir(directory);
  return count;
}

/// The failure of an exchange that must have failed.
inline http_failure failure_of(const http_response& response) {
  BOOST_TEST_REQUIRE(response.failure.has_value());
  return *response.failure;
}

/// The value of an answer's header; empty when there is none.
inline std::string header_of(const http_response& response, std::string_view name) {
  return std::string(find_header(response.headers, name).value_or(""));
}

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

inline std::ostream& boost_test_print_type(std::ostream& out, error_kind kind) {
  return out << to_string(kind);
}
} // namespace target_sdk
