// What a client counts, in any of its threads.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

#include <target_sdk/metrics.hpp>

#include "actors/metrics/counter.hpp"
#include "actors/metrics/thread_number.hpp"

namespace target_sdk::detail {

/// Why an attempt repeats another one of its call.
struct retry_reason {
  enum class type : std::uint8_t { none, slow, failed };

  type what = type::none;
  error_kind failure = error_kind::transport; ///< Of the attempt before, if it has failed.
};

/// The figures of a client that actors and calling threads count, wherever they are: each thread
/// has a set of its own, which it writes without being in the way of another, and a snapshot is
/// their sum. Threads without a number (see thread_number.hpp) share a set. Nothing depends on the
/// actors, so nothing is lost when one is replaced.
class client_counters {
public:
  client_counters();
  client_counters(const client_counters&) = delete;
  client_counters& operator=(const client_counters&) = delete;
  ~client_counters();

  // Calls. One that finishes was counted as started before, in whatever thread. Those of
  // `client::decide` count as started when they finish.
  void on_start(call_kind kind) noexcept;
  void on_answer(call_kind kind, call_side side, std::chrono::nanoseconds took) noexcept;
  void on_failure(call_kind kind, call_side side, error_kind why) noexcept;

  // Attempts.
  void on_attempt(retry_reason why) noexcept;
  void on_refused_attempt() noexcept;

  // Pages.
  void on_page_ask() noexcept;
  void on_page_request() noexcept;

  // Places.
  void on_place(std::chrono::nanoseconds took) noexcept;
  void on_failed_lookup() noexcept;
  void on_known_place() noexcept;
  void on_left_out_lookup() noexcept;

  // Notifications.
  void on_accepted(std::size_t notifications) noexcept;
  void on_refused_report() noexcept;
  void on_request(std::size_t notifications) noexcept;
  void on_confirmed(std::size_t notifications) noexcept;
  void on_lost(std::size_t notifications) noexcept;

  // Events.
  void on_event() noexcept;
  void on_dropped_event() noexcept;

  /// Adds up what has been counted.
  void read(metrics& into) const noexcept;

private:
  struct alignas(64) set;

  template <class Change>
  void change(Change what) noexcept;
  set* set_of(std::size_t thread) noexcept;
  [[gnu::noinline, gnu::cold]] set* make_set(std::size_t thread) noexcept;

  std::array<std::atomic<set*>, max_thread_numbers> sets_ = {}; ///< Null: not used yet.
  const std::unique_ptr<set> shared_;
};

} // namespace target_sdk::detail
