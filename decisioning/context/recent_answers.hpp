// A cache per thread of results for recent texts.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace target_sdk::decisioning {

struct text_hash : std::hash<std::string_view> {
  using is_transparent = void;
};

/// `find(text)`, a pure function, cached in the calling thread. Bounded: cleared when full, and
/// long texts are not cached. Also works while the thread ends, when the cache is already gone.
template <auto find>
auto remembered(std::string_view text) {
  constexpr std::size_t max_answers = 1024, max_text = 512;
  thread_local bool is_gone = false;
  struct memory {
    std::unordered_map<std::string, decltype(find(text)), text_hash, std::equal_to<>> answers;
    ~memory() { is_gone = true; }
  };
  if (is_gone || text.size() > max_text)
    return find(text);
  thread_local memory kept;
  if (const auto known = kept.answers.find(text); known != kept.answers.end())
    return known->second;
  if (kept.answers.size() == max_answers)
    kept.answers.clear();
  return kept.answers.emplace(text, find(text)).first->second;
}

} // namespace target_sdk::decisioning
