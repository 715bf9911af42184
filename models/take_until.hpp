// Steps through a text by the characters that end its parts.
#pragma once

#include <cstddef>
#include <string_view>

namespace target_sdk::detail {

/// The position of the first of `Stops` from `from` on, or `npos`. `text.find_first_of` would
/// search all stops anew for each character.
template <char... Stops>
std::size_t find_any(std::string_view text, std::size_t from = 0) noexcept {
  for (auto at = from; at < text.size(); ++at)
    if (((text[at] == Stops) || ...))
      return at;
  return std::string_view::npos;
}

/// Takes what comes before the first of `Stops`, or all, from the front of `text`.
template <char... Stops>
std::string_view take_until(std::string_view& text) noexcept {
  const auto taken = text.substr(0, find_any<Stops...>(text));
  text.remove_prefix(taken.size());
  return taken;
}

} // namespace target_sdk::detail
