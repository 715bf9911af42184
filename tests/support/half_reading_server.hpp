#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace target_sdk::test_support {

/// A server on 127.0.0.1 that takes the beginning of each request and no more, while the client is
/// still sending: its receive buffer is small. Requests must be larger than `bytes` and the
/// client's send buffer. Runs on a thread of its own until the destructor, which closes everything.
class half_reading_server {
public:
  enum class ending : std::uint8_t {
    reset, ///< The connection is reset.
    stall, ///< It stays open, and nothing is read any more.
  };

  half_reading_server(std::size_t bytes, ending then);
  half_reading_server(const half_reading_server&) = delete;
  half_reading_server& operator=(const half_reading_server&) = delete;
  ~half_reading_server();

  /// "127.0.0.1:PORT".
  std::string authority() const;

  /// Connections from which so much was read.
  int requests() const { return requests_; }

private:
  void run();
  /// Whether that much came.
  bool read_beginning(int connection) const;

  std::size_t bytes_;
  ending then_;
  int listener_;
  std::uint16_t port_ = 0;
  std::atomic<int> requests_{0};
  std::vector<int> stalled_; ///< Of the thread.
  std::thread thread_;
};

} // namespace target_sdk::test_support
