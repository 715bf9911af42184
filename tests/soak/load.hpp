// The calls that a soak makes, and how they were answered.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <string>

#include <target_sdk/client.hpp>

namespace soak {

/// What became of the calls. Written by callbacks of any thread.
struct outcomes {
  std::atomic<std::uint64_t> calls{0};
  std::atomic<std::uint64_t> answers{0};
  std::atomic<std::uint64_t> again{0}; ///< Answers to calls that had one.
  std::atomic<std::uint64_t> good{0};
  std::atomic<std::uint64_t> kept{0};                     ///< Reports that were accepted.
  std::array<std::atomic<std::uint64_t>, 16> failed = {}; ///< By kind of error.

  std::uint64_t open() const { return calls - answers; }
  /// "good 812 timeout 3 cancelled 40".
  std::string summary() const;
};

/// Makes calls of all kinds, by turns. Used by one thread; `counted` must outlive the client.
class load {
public:
  load(const target_sdk::client& client, outcomes& counted) : client_(client), counted_(counted) {}

  /// Starts the next call.
  void start_next();
  /// Cancels those of the calls to be cancelled that were started before the last time.
  void cancel_some();

private:
  void start(std::uint64_t number);
  template <class T>
  void expect(target_sdk::pending<T>& call);

  target_sdk::client client_;
  outcomes& counted_;
  std::uint64_t next_ = 0;
  std::deque<target_sdk::pending<target_sdk::offers>> to_cancel_;
  std::size_t old_ = 0; ///< So many of `to_cancel_` are cancelled next.
};

} // namespace soak
