// Calls offered to a client faster than it can make them, and what becomes of them.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <vector>

#include <target_sdk/client.hpp>

namespace target_sdk::benchmarks {

/// Resident memory of this process, in MiB.
double resident_mib();

/// Times in classes of 0.1 ms, up to 20 s. Any thread.
class time_counts {
public:
  void add(std::chrono::steady_clock::duration time) noexcept;
  /// In milliseconds, the time below which `part` (0 to 1) of the times lie; 0 without any.
  double quantile(double part) const;
  double max() const { return quantile(1); }
  std::uint64_t count() const;

private:
  std::array<std::atomic<std::uint32_t>, 200'000> classes_{};
};

/// What became of the calls of a load. Any thread.
struct load_result {
  std::atomic<std::uint64_t> offered{0};
  std::atomic<std::uint64_t> answered{0}; ///< With offers.
  std::atomic<std::uint64_t> timeouts{0};
  std::atomic<std::uint64_t> refused{0}; ///< `overloaded`
  std::atomic<std::uint64_t> other{0};
  std::atomic<std::uint64_t> open{0};
  time_counts refusals; ///< From the call to its refusal in hand.
  time_counts lateness; ///< From the deadline of a call to its answer.
  time_counts answers;  ///< From a call to its offers.
  double peak_mib = 0;  ///< Of resident memory.
  double seconds = 0;   ///< For which calls were offered.
};

struct load_options {
  std::size_t threads = 4;
  double calls_per_second = 0; ///< Of all threads; 0: as many as they can.
  std::size_t max_open = 0;    ///< Calls open at a time; 0: no limit.
  std::chrono::milliseconds timeout{1000};
  std::chrono::seconds time{5};
  bool by_callback = false; ///< Refusals, too, are received by a callback.
};

/// Offers calls and waits until all are answered.
void offer(const client& sdk, const load_options& options, load_result& result);

} // namespace target_sdk::benchmarks
