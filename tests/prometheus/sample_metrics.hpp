// Figures in which no two are alike.
#pragma once

#include <target_sdk/metrics.hpp>

namespace target_sdk::testing {

/// `first` durations of at most the first bound, one more of each longer class.
inline histogram sample_histogram(std::uint64_t first, std::chrono::nanoseconds sum) {
  histogram made{.sum = sum};
  for (auto& bucket : made.buckets)
    bucket = first++;
  return made;
}

inline error_counts sample_errors(std::uint64_t first) {
  error_counts made;
  for (auto& count : made.values)
    count = first++;
  return made;
}

inline metrics sample_metrics() {
  using namespace std::chrono_literals;
  metrics made;
  std::uint64_t next = 1;
  for (auto& calls : made.calls) {
    for (auto& side : calls.sides) {
      side.answered = sample_histogram(next, std::chrono::seconds(next));
      side.failed = sample_errors(next + 1);
      next += 2;
    }
    calls.started = calls.finished() + next;
  }
  made.attempts = {
    .made = 5000, .refused = 31, .retries = sample_errors(40), .retries_of_slow = 60};
  made.pool = {
    .exchanges = 4000,
    .answered = 3900,
    .reused = 3800,
    .failed = sample_errors(70),
    .refused = sample_errors(90),
    .bytes_sent = 123'456'789'012,
    .bytes_received = 234'567,
    .wakes = 111,
    .queueing = sample_histogram(3, 4s),
    .exchange = sample_histogram(5, 6s),
    .active = 7,
    .queued = 8,
    .open_connections = 9,
    .breakers = {
      {.host = "a.example", .is_open = true, .openings = 2, .refused = 3, .open_for = 1500ms},
      {.host = "b.example:8080", .openings = 4, .refused = 5}}};
  made.gateways = {{.address = "gateway.example:7000", .is_up = true, .calls = 61, .losses = 62},
                   {.address = "other.example:7000", .calls = 63, .losses = 64}};
  made.pages = {.asks = 66, .requests = 65};
  made.geo = {.answered = sample_histogram(2, 2s), .failed = 12, .known = 13, .left_out = 14};
  made.artifact = {.state = artifact_state::degraded,
                   .is_loaded = true,
                   .loaded = 15,
                   .unchanged = 16,
                   .failed = 17,
                   .age = 90s,
                   .checked = 30s,
                   .size = 20'000,
                   .compile_time = 1250us};
  made.notifications = {.accepted = 21,
                        .refused = 22,
                        .requests = 23,
                        .sent = 24,
                        .confirmed = 25,
                        .lost = 26,
                        .waiting = 27};
  made.outbox = {
    .is_open = true, .waiting = 28, .size = 29'000, .oldest = 30'500ms, .failed_writes = 32};
  made.events = {.raised = 33, .dropped = 34};
  return made;
}

} // namespace target_sdk::testing
