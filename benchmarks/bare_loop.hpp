// What libcurl does without the SDK: the measure of bench_remote.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace target_sdk::benchmarks {

/// What to post, how many at once, and until when: whichever limit is reached first.
struct load {
  std::string url = {};
  std::vector<std::string> headers = {}; ///< "Name: value", the same for all.
  std::vector<std::string> bodies = {};  ///< Posted in turn, again from the first after the last.
  std::string ca_file = {};              ///< Whom to trust; not empty: HTTP/2.
  std::size_t in_flight = 1;
  std::chrono::milliseconds duration{1000};
  std::size_t max_requests = static_cast<std::size_t>(-1);
};

/// What came of it.
struct load_result {
  std::size_t answered = 0; ///< With status 200.
  std::size_t failed = 0;
  double wall_seconds = 0;
  double cpu_seconds = 0; ///< User and system time of this process.

  double per_second() const {
    return wall_seconds > 0 ? static_cast<double>(answered) / wall_seconds : 0;
  }
  double cpu_microseconds() const {
    return answered > 0 ? cpu_seconds * 1e6 / static_cast<double>(answered) : 0;
  }
};

/// User and system time of this process so far.
double process_cpu_seconds();

/// Posts from one thread with one libcurl multi handle (socket action and epoll, as libcurl's
/// example `ephiperfifo.c`) and drops the answers. Throws std::runtime_error if libcurl refuses.
load_result run_bare_loop(const load& work);

} // namespace target_sdk::benchmarks
