// When requests to a host that fails are no longer made. A pure rule: the clock is passed in.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include <target_sdk/client_options.hpp>
#include <target_sdk/http.hpp>
#include <target_sdk/random.hpp>

namespace target_sdk::delivery {

/// What an exchange says about its host.
enum class host_sign : std::uint8_t {
  works,   ///< It answered, if only to refuse the request.
  fails,   ///< No connection, no answer, no HTTP, or 5xx.
  nothing, ///< The exchange was not made, was cancelled, or had too little time.
};

/// The sign in the answer of an exchange that took so long from its start.
host_sign sign_of(const http_response& answer, std::chrono::steady_clock::duration took) noexcept;

/// Why an answer is a sign of failure, for people.
std::string failure_text(const http_response& answer);

/// The breaker of one host: closed, requests are made; open, they are refused, but for one now and
/// then, the probe. A failure that ends a probe doubles the time until the next one.
///
/// It opens after some failures in a row, when the host has not answered for a moment and the
/// failures are no single event: they took some time, or one request was begun after another had
/// failed. So neither a host that fails now and then opens it, nor one that loses all its
/// connections at once and is back at once.
class breaker {
public:
  using time = std::chrono::steady_clock::time_point;

  enum class admission : std::uint8_t { pass, probe, refuse };

  /// For so long a host must not have answered.
  static constexpr std::chrono::seconds quiet_time{1};
  /// Failures within so short a time may be a single event.
  static constexpr std::chrono::milliseconds event_time{250};

  breaker() = default;
  explicit breaker(const breaker_options& options) : options_(options) {}

  /// Whether a request may be made now. `probe`: it is one; its end must be reported, whatever it
  /// is. One that takes longer than the time between probes does not hold up the next one.
  admission admit(time now) noexcept;
  /// The host answered. True when that closes the breaker.
  bool on_answer(time now) noexcept;
  /// A request begun at `begun` failed. True when that opens the breaker.
  bool on_failure(bool is_probe, time begun, time now, std::string why,
                  const random_source& random);
  /// A probe ended without a sign: another request may be one.
  void on_lost_probe(time now) noexcept;

  bool is_open() const noexcept { return is_open_; }
  /// When it opened; meaningful while it is open.
  time opened() const noexcept { return opened_; }
  /// How long until a request may be let through.
  std::chrono::milliseconds retry_after(time now) const noexcept;
  /// Why a request is refused: the host, since when, why, and for how long.
  std::string refusal(std::string_view host, time now) const;
  /// Whether all that it knows is of no use any more.
  bool is_forgettable(time now) const noexcept { return !is_open_ || now >= next_probe_; }

private:
  void wait_for_probe(time now, const random_source& random);

  breaker_options options_ = {};
  bool is_open_ = false;
  bool has_answered_ = false;
  int failures_ = 0;        ///< In a row.
  time first_failure_ = {}; ///< Of these.
  time last_answer_ = {};
  time opened_ = {};
  time next_probe_ = {};
  std::chrono::milliseconds open_time_{0};
  std::string why_; ///< The last failure.
};

} // namespace target_sdk::delivery
