// The last delivery calls of the edge, and how many there were. Used by the I/O thread only.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "tools/targetctl/edge/delivery_answer.hpp"
#include "tools/targetctl/edge/fault_plan.hpp"
#include "tools/targetctl/edge/web_messages.hpp"

namespace target_sdk::tools::console {

/// A delivery call and its answer; why it was decided so can be found again from these.
struct logged_call {
  std::uint64_t number = 0; ///< From 1, in the order of acceptance.
  std::int64_t time_ms = 0; ///< Since the epoch, as decided.
  /// From the last byte of the request to the answer.
  std::chrono::microseconds latency{0};
  int status = 0; ///< 0: no answer was sent.
  edge::fault_kind fault = edge::fault_kind::none;
  bool is_accepted = false;
  std::size_t notifications = 0;   ///< Those that were accepted.
  edge::decided_call decided = {}; ///< Of an accepted one.
  edge::web_request request = {};
  std::size_t request_size = 0; ///< Bytes of the body, which is kept up to a limit.
  std::shared_ptr<const std::string> answer = {}; ///< The body, up to a limit; as without a fault.
  std::size_t answer_size = 0;                    ///< Bytes of the body.

  bool has_request() const noexcept { return request.body.size() == request_size; }
};

using call_pointer = std::shared_ptr<const logged_call>;

/// Calls since the start: accepted, refused, left by the client, or spoilt by one of the faults
/// `status`, `reset` and `stall`. The other faults spoil answers of accepted and refused ones.
struct call_totals {
  std::uint64_t calls = 0;
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;
  std::uint64_t left = 0;
  std::uint64_t notifications = 0;       ///< In accepted calls.
  std::array<std::uint64_t, 6> faults{}; ///< By `fault_kind`; none is not counted.
};

/// What a log keeps.
struct log_limits {
  std::size_t calls = 1000;
  std::size_t body = 64 * 1024;               ///< Bytes of a longer body are not kept.
  std::size_t bytes = std::size_t{16} << 20U; ///< Of all bodies and header fields.
};

class call_log {
public:
  explicit call_log(log_limits limits = {}) : limits_(limits) {}

  /// Adds a call, gives it its number, and forgets the oldest beyond the limits.
  void add(logged_call call);

  const call_totals& totals() const noexcept { return totals_; }
  /// The number of the last call; 0 before the first.
  std::uint64_t last() const noexcept { return totals_.calls; }
  std::size_t size() const noexcept { return calls_.size(); }
  /// Those kept that are younger than call `number`, oldest first.
  std::vector<call_pointer> after(std::uint64_t number) const;
  /// None: never made, or forgotten.
  call_pointer find(std::uint64_t number) const;

private:
  void count(const logged_call& call);

  log_limits limits_;
  call_totals totals_ = {};
  std::deque<call_pointer> calls_ = {};
  std::size_t bytes_ = 0;
};

} // namespace target_sdk::tools::console
