// Threads that call the caller's header provider, which may block for as long as it likes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <vector>

#include <target_sdk/headers.hpp>

#include "actors/answer_gate.hpp"
#include "actors/messages.hpp"

namespace target_sdk::detail {

/// A provider that does not return keeps its thread for ever. So nobody waits for these threads:
/// they end by themselves, and hold what they need.
class provider_threads {
public:
  /// Threads that a provider can keep busy.
  static constexpr std::size_t limit = 32;

  provider_threads(header_provider provider, headers_actor answers_to);
  /// Threads without a request end now, the others when the provider returns.
  ~provider_threads();
  provider_threads(const provider_threads&) = delete;
  provider_threads& operator=(const provider_threads&) = delete;

  std::size_t size() const noexcept { return threads_.size(); }
  bool may_grow() const noexcept { return threads_.size() < limit; }
  /// Adds a thread; false when the system gives none.
  bool grow();
  /// Lets a free thread ask the provider; false when none is free.
  bool ask(std::uint64_t ask, const coming_request& about);
  /// The thread is free again.
  void put_back(std::size_t thread) { free_.push_back(thread); }

private:
  using gate = answer_gate<headers_actor>;
  struct task;
  using next_task = std::unique_ptr<task>;

  static void run(std::future<next_task> next,
                  const std::shared_ptr<const header_provider>& provider,
                  const std::shared_ptr<gate>& answers_to, std::size_t index) noexcept;

  std::shared_ptr<const header_provider> provider_;
  std::shared_ptr<gate> gate_;
  std::vector<std::promise<next_task>> threads_;
  std::vector<std::size_t> free_;
};

} // namespace target_sdk::detail
