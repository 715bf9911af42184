// What a thread found out about the texts it met lately.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace target_sdk::decisioning {

/// Answers of a pure function, remembered by its argument. Bounded: when full it begins anew, and
/// long texts are not remembered. Not for several threads: meant to be thread_local.
template <class Answer>
class recent_answers {
public:
  template <class Find>
  Answer get(std::string_view text, Find find) {
    if (text.size() > max_text)
      return find(text);
    if (const auto known = answers_.find(text); known != answers_.end())
      return known->second;
    if (answers_.size() == max_answers)
      answers_.clear();
    return answers_.emplace(text, find(text)).first->second;
  }

private:
  static constexpr std::size_t max_answers = 1024, max_text = 512;

  struct text_hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::unordered_map<std::string, Answer, text_hash, std::equal_to<>> answers_;
};

} // namespace target_sdk::decisioning
