// What a page was answered, by mbox. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <target_sdk/calls.hpp>

namespace target_sdk::delivery {

/// The newest answers, and of those before them the mboxes. A value, cheap to copy.
class page_content {
public:
  /// So many answers are kept: pages are short, but nobody has to keep to that.
  static constexpr std::size_t max_answers = 50;
  /// Of so many mboxes that earlier answers had; the oldest are forgotten.
  static constexpr std::size_t max_earlier = 1000;

  void add(std::shared_ptr<const offers> answer);

  /// Newest last.
  const std::vector<std::shared_ptr<const offers>>& answers() const noexcept { return answers_; }

  /// The answer for an mbox by the newest answer that has it; null: none has. Valid as long as this
  /// object.
  struct mbox_answer {
    const mbox_response* shown = nullptr;      ///< As `offers::find_mbox` says.
    const mbox_response* prefetched = nullptr; ///< What counts when it is displayed, if any.
  };
  mbox_answer find(std::string_view name) const;

  /// What to show for an mbox, as `offers::content`.
  json offer(std::string_view name) const;

private:
  struct earlier_mbox {
    std::shared_ptr<const mbox_response> shown = {};
    std::shared_ptr<const mbox_response> prefetched = {};
    std::uint64_t answer = 0; ///< By number.
  };
  using mboxes_by_name = std::map<std::string, earlier_mbox, std::less<>>;

  void keep_mboxes(const offers& answer);

  std::vector<std::shared_ptr<const offers>> answers_ = {};
  std::shared_ptr<const mboxes_by_name> earlier_ = {};
  std::uint64_t forgotten_ = 0; ///< Answers, of which only the mboxes are kept.
};

} // namespace target_sdk::delivery
