#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>

#include "tests/support/recorded_request.hpp"
#include "tests/support/reply.hpp"

namespace target_sdk::test_support {

/// Answers a request. Runs on a server thread and must not block; several run at once when the
/// server has more than one thread.
using reply_handler = std::function<reply(const recorded_request&)>;

/// Decides the answers of a server: queued replies first, then the handler, then the default.
/// Safe from any thread.
class reply_script {
public:
  void push(reply answer, std::size_t times);
  void set_handler(reply_handler handler);
  void set_default(reply answer);
  std::size_t queued() const;

  reply next(const recorded_request& request);

private:
  mutable std::mutex mutex_;
  std::deque<reply> queue_;
  reply_handler handler_;
  reply default_ = json_reply("{}");
};

} // namespace target_sdk::test_support
