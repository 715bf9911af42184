// A call of a back end, between its session and the thread that begins it.
#pragma once

#include <atomic>
#include <type_traits>
#include <utility>
#include <variant>

#include <target_sdk/calls.hpp>
#include <target_sdk/pending.hpp>

namespace target_sdk::detail {

/// Shared by both. One thread begins and ends it, the session cancels it, at any time.
class back_end_call {
public:
  /// Its answer, which the same thread may use, is awaited from now on.
  template <class Answer>
  pending<Answer>& begin(pending<Answer> answer) {
    auto& kept = answer_.emplace<pending<Answer>>(std::move(answer));
    auto seen = stage::coming;
    if (!at_.compare_exchange_strong(seen, stage::begun))
      kept.cancel();
    return kept;
  }

  void cancel() {
    if (at_.exchange(stage::cancelled) == stage::begun)
      cancel_answer();
  }
  bool is_cancelled() const noexcept { return at_.load() == stage::cancelled; }

  /// The back end has been told the answer.
  void end() noexcept { is_over_.store(true); }
  bool is_over() const noexcept { return is_over_.load(); }

private:
  enum class stage { coming, begun, cancelled };

  void cancel_answer() {
    std::visit(
      [](auto& answer) {
        if constexpr (!std::is_same_v<decltype(answer), std::monostate&>)
          answer.cancel();
      },
      answer_);
  }

  std::variant<std::monostate, pending<offers>, pending<accepted>> answer_;
  std::atomic<stage> at_{stage::coming};
  std::atomic<bool> is_over_{false};
};

} // namespace target_sdk::detail
