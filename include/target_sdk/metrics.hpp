// What a client has done so far, in figures.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include <target_sdk/artifact.hpp>
#include <target_sdk/call_finished.hpp>
#include <target_sdk/error.hpp>

namespace target_sdk {

/// Upper bounds of the buckets of all histograms, ascending: a decision on the device takes less
/// than a microsecond, a call up to its deadline.
inline constexpr auto histogram_bounds = [] {
  using std::chrono::microseconds;
  using std::chrono::milliseconds;
  using std::chrono::nanoseconds;
  using std::chrono::seconds;
  return std::array<nanoseconds, 24>{
    nanoseconds(250),  nanoseconds(500),   microseconds(1),    nanoseconds(2500), microseconds(5),
    microseconds(10),  microseconds(25),   microseconds(50),   microseconds(100), microseconds(250),
    microseconds(500), milliseconds(1),    microseconds(2500), milliseconds(5),   milliseconds(10),
    milliseconds(25),  milliseconds(50),   milliseconds(100),  milliseconds(250), milliseconds(500),
    seconds(1),        milliseconds(2500), seconds(5),         seconds(10)};
}();

/// How often something took how long.
struct histogram {
  /// How many durations were at most `histogram_bounds[i]` and longer than the bound before; the
  /// last bucket has those that were longer than all bounds.
  std::array<std::uint64_t, histogram_bounds.size() + 1> buckets = {};
  /// Of all durations. May lack those of the last moments, which the buckets have.
  std::chrono::nanoseconds sum{0};

  /// How many durations there were.
  std::uint64_t count() const noexcept {
    return std::accumulate(buckets.begin(), buckets.end(), std::uint64_t{0});
  }

  friend bool operator==(const histogram&, const histogram&) = default;
};

/// All kinds of errors, in order.
inline constexpr std::array all_error_kinds{error_kind::invalid_configuration,
                                            error_kind::invalid_request,
                                            error_kind::not_ready,
                                            error_kind::transport,
                                            error_kind::timeout,
                                            error_kind::http_status,
                                            error_kind::malformed_response,
                                            error_kind::overloaded,
                                            error_kind::cancelled,
                                            error_kind::shutting_down,
                                            error_kind::unavailable};

/// How often each kind of error occurred.
struct error_counts {
  /// In the order of `all_error_kinds`.
  std::array<std::uint64_t, all_error_kinds.size()> values = {};

  /// How often `kind` occurred.
  std::uint64_t operator[](error_kind kind) const noexcept {
    return values[static_cast<std::size_t>(kind) - 1];
  }
  /// How many errors there were.
  std::uint64_t total() const noexcept {
    return std::accumulate(values.begin(), values.end(), std::uint64_t{0});
  }

  friend bool operator==(const error_counts&, const error_counts&) = default;
};

/// Finished calls of one kind and side.
struct finished_calls {
  histogram answered = {};  ///< Those that were answered: from the call to its answer.
  error_counts failed = {}; ///< Those that ended with an error.

  /// How many have finished.
  std::uint64_t count() const noexcept { return answered.count() + failed.total(); }

  friend bool operator==(const finished_calls&, const finished_calls&) = default;
};

/// Calls of users of one kind. Those that a client makes itself do not count.
struct call_metrics {
  std::uint64_t started = 0; ///< Calls; those that were refused at once included.
  std::array<finished_calls, all_call_sides.size()> sides = {}; ///< In the order of `call_side`.

  /// Those that `side` decided; for errors: that was asked last.
  const finished_calls& operator[](call_side side) const noexcept {
    return sides[static_cast<std::size_t>(side)];
  }
  /// How many have finished: never more than have started.
  std::uint64_t finished() const noexcept {
    std::uint64_t all = 0;
    for (const auto& each : sides)
      all += each.count();
    return all;
  }
  /// How many are open now; in the midst of calls it may count some that have just finished, too.
  std::uint64_t open() const noexcept { return started - finished(); }

  friend bool operator==(const call_metrics&, const call_metrics&) = default;
};

/// HTTP attempts to reach the Delivery API: for calls of users, for pages, notifications in the
/// background, and what a client asks by itself.
struct attempt_metrics {
  std::uint64_t made = 0; ///< Requests given to a connection pool, repeated ones included.
  /// Of these, requests that were not made: their host is down (see `breaker_metrics`), or the pool
  /// had ended. All others reached a server, or failed in trying to.
  std::uint64_t refused = 0;
  /// Of `made`, those that repeated an attempt, by how that had failed.
  error_counts retries = {};
  /// Of `made`, those beside an attempt that took long.
  std::uint64_t retries_of_slow = 0;

  friend bool operator==(const attempt_metrics&, const attempt_metrics&) = default;
};

/// A host that has been taken for down at least once.
struct breaker_metrics {
  std::string host = {};      ///< host[:port].
  bool is_open = false;       ///< Whether it is down: requests are refused, but for probes.
  std::uint64_t openings = 0; ///< How often that began.
  std::uint64_t refused = 0;  ///< Requests that were refused for it.
  std::chrono::milliseconds open_for{0}; ///< Since it is down; 0: it is not.

  friend bool operator==(const breaker_metrics&, const breaker_metrics&) = default;
};

/// The connection pools of a client. All zero for one that was given a pool, or asks gateways.
struct pool_metrics {
  std::uint64_t exchanges = 0;  ///< HTTP requests that ended: answered, failed or refused.
  std::uint64_t answered = 0;   ///< Of these, with an HTTP answer, whatever its status.
  std::uint64_t reused = 0;     ///< Of the answered, over a connection that was open already.
  error_counts failed = {};     ///< Of `exchanges`, those without an answer that had begun to wait.
  error_counts refused = {};    ///< Of `exchanges`, those that were not even let wait.
  std::uint64_t bytes_sent = 0; ///< Bodies of requests, as transferred.
  std::uint64_t bytes_received = 0; ///< Bodies of answers, as transferred.
  std::uint64_t wakes = 0;          ///< Times a message woke a sleeping I/O loop.
  histogram queueing = {};          ///< From a request to its connection, for all that got one.
  histogram exchange = {};          ///< From there to the last byte, for the answered.
  std::size_t active = 0;           ///< Exchanges in progress now.
  std::size_t queued = 0;           ///< Exchanges that wait for a connection or an address now.
  std::size_t open_connections = 0; ///< Sockets open now.
  std::vector<breaker_metrics> breakers = {}; ///< Hosts that were down at least once.

  friend bool operator==(const pool_metrics&, const pool_metrics&) = default;
};

/// How a client of gateways (see `client::connect`) gets on with one of them.
struct gateway_metrics {
  std::string address = {}; ///< HOST:PORT, as it was given.
  bool is_up = false;       ///< Whether it takes calls now.
  /// Calls, and reports of `client::notify`, that were given to it. One that is asked again
  /// elsewhere, since its gateway was lost or ended, counts there, too.
  std::uint64_t calls = 0;
  std::uint64_t losses = 0; ///< Times that it was up and suddenly silent or gone.

  friend bool operator==(const gateway_metrics&, const gateway_metrics&) = default;
};

/// What the parts of pages (see `client::open_page`) asked, and how many requests they shared.
struct page_metrics {
  std::uint64_t asks = 0;     ///< Asks that were taken: each is a call of a user, too.
  std::uint64_t requests = 0; ///< Calls that went out for them, repeated ones included.

  friend bool operator==(const page_metrics&, const page_metrics&) = default;
};

/// Lookups of visitors' places, for decisions on the device.
struct geo_metrics {
  histogram answered = {};    ///< Lookups with an answer: from the question to the answer.
  std::uint64_t failed = 0;   ///< Lookups without one.
  std::uint64_t known = 0;    ///< Places that were known from an earlier lookup.
  std::uint64_t left_out = 0; ///< Lookups that were not made, after recent failures.

  friend bool operator==(const geo_metrics&, const geo_metrics&) = default;
};

/// The rules of on-device decisioning. All zero for a client that only asks the server.
struct artifact_metrics {
  artifact_state state = artifact_state::loading; ///< Whether they are the latest.
  bool is_loaded = false;                         ///< Whether there are any.
  std::uint64_t loaded = 0;                       ///< Times that new ones were loaded and compiled.
  std::uint64_t unchanged = 0;      ///< Times that those in use turned out to be the latest.
  std::uint64_t failed = 0;         ///< Attempts to load some that failed.
  std::chrono::milliseconds age{0}; ///< Since those in use were loaded.
  /// Since they were last known to be the latest: polling and loading work if that is not longer
  /// than the polling interval.
  std::chrono::milliseconds checked{0};
  std::size_t size = 0;                      ///< Bytes of the text of those in use.
  std::chrono::microseconds compile_time{0}; ///< How long compiling those in use took.

  friend bool operator==(const artifact_metrics&, const artifact_metrics&) = default;
};

/// Notifications delivered in the background: accepted reports, and impressions of decisions on the
/// device. `send_notifications`, which somebody waits for, is a call.
struct notification_metrics {
  std::uint64_t accepted = 0;  ///< Notifications taken, and found in the outbox at the start.
  std::uint64_t refused = 0;   ///< Reports (not notifications) whose sender was told an error.
  std::uint64_t requests = 0;  ///< Calls made to deliver some.
  std::uint64_t sent = 0;      ///< Notifications in these; those that were repeated count again.
  std::uint64_t confirmed = 0; ///< Delivered: the service has answered, or a gateway keeps them.
  std::uint64_t lost = 0;      ///< Given up: each was in a `send_notification_error`.
  std::size_t waiting = 0;     ///< In memory now, under way included.

  friend bool operator==(const notification_metrics&, const notification_metrics&) = default;
};

/// The file of the outbox. All zero without one.
struct outbox_metrics {
  bool is_open = false;                ///< Whether there is one.
  std::size_t waiting = 0;             ///< Notifications in it now.
  std::uint64_t size = 0;              ///< Bytes that they take in it, about.
  std::chrono::milliseconds oldest{0}; ///< Age of the oldest of them; 0: there is none.
  std::uint64_t failed_writes = 0;     ///< Times that the disk refused.

  friend bool operator==(const outbox_metrics&, const outbox_metrics&) = default;
};

/// Events of events.hpp, and `call_finished`.
struct event_metrics {
  std::uint64_t raised = 0; ///< Events, however many subscribers there were; no `call_finished`.
  /// Losses that nobody heard of, since nobody had subscribed and too many came, and
  /// `call_finished` that came faster than the callbacks of `client::on_call_finished` took them.
  std::uint64_t dropped = 0;

  friend bool operator==(const event_metrics&, const event_metrics&) = default;
};

/// The figures of one client since its start, as `client::metrics` and `get_metrics` give them.
///
/// Counters never fall, and nothing counts twice or is lost when a part of the client is replaced.
/// What is derived agrees in every snapshot: the count of a histogram is the sum of its buckets,
/// and no kind of call has finished more often than it has started. Figures of different subjects
/// may be a moment apart while calls are under way; at rest all of them are exact.
struct metrics {
  std::array<call_metrics, all_call_kinds.size()> calls = {}; ///< In the order of `call_kind`.
  attempt_metrics attempts = {};                              ///< At the Delivery API.
  pool_metrics pool = {};                                     ///< Connections.
  std::vector<gateway_metrics> gateways = {};                 ///< In the order of the options.
  page_metrics pages = {};                                    ///< Requests that pages share.
  geo_metrics geo = {};                                       ///< Lookups of places.
  artifact_metrics artifact = {};                             ///< Rules of on-device decisioning.
  notification_metrics notifications = {};                    ///< Delivery in the background.
  outbox_metrics outbox = {};                                 ///< Notifications on disk.
  event_metrics events = {};                                  ///< What subscribers are told.

  /// Calls of one kind.
  const call_metrics& operator[](call_kind kind) const noexcept {
    return calls[static_cast<std::size_t>(kind)];
  }

  friend bool operator==(const metrics&, const metrics&) = default;
};

/// Asks the delivery actor for the figures of its client.
struct get_metrics {};

} // namespace target_sdk
