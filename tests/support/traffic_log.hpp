#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "tests/support/recorded_request.hpp"

namespace target_sdk::test_support {

/// What a server has seen so far.
struct traffic_counters {
  std::size_t accepted = 0;          ///< connections, since the start
  std::size_t open = 0;              ///< connections open right now
  std::size_t tls_handshakes = 0;    ///< completed, resumed ones included
  std::size_t tls_failures = 0;      ///< handshakes given up by either side
  std::size_t tls_resumptions = 0;   ///< handshakes that resumed an earlier session
  std::size_t requests = 0;          ///< read to their end
  std::size_t responses_started = 0; ///< of which at least one byte was handed to the socket
};

/// Requests and counters of one server. Safe from any thread.
class traffic_log {
public:
  /// With `keep_requests` false requests are counted only.
  explicit traffic_log(bool keep_requests) : keep_requests_(keep_requests) {}

  /// Returns the number of the connection, from 1.
  std::size_t opened();
  void closed();
  void handshake(bool resumed);
  void handshake_failed();
  void request(const std::shared_ptr<const recorded_request>& seen);
  void response_started();

  traffic_counters counters() const;
  std::vector<recorded_request> requests() const;
  void clear_requests();
  bool wait_for_requests(std::size_t count, std::chrono::milliseconds timeout) const;

private:
  const bool keep_requests_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  traffic_counters counters_;
  std::vector<std::shared_ptr<const recorded_request>> requests_;
};

} // namespace target_sdk::test_support
