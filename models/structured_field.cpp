#include "models/structured_field.hpp"

#include <algorithm>

namespace target_sdk::detail {

namespace {

bool is_printable(char c) noexcept {
  return c >= ' ' && c <= '~';
}

/// Whether `rest` is what may follow an item: nothing, or its parameters.
bool may_follow_item(std::string_view rest) noexcept {
  const auto end = rest.find_last_not_of(" \t");
  if (end == std::string_view::npos)
    return true;
  rest = rest.substr(0, end + 1);
  return rest.front() == ';' && std::all_of(rest.begin(), rest.end(), is_printable);
}

std::string_view from_first_sign(std::string_view field) noexcept {
  return field.substr(std::min(field.find_first_not_of(" \t"), field.size()));
}

} // namespace

std::optional<std::string> read_structured_string(std::string_view field) {
  field = from_first_sign(field);
  if (!field.starts_with('"'))
    return std::nullopt;
  std::string text;
  for (std::size_t at = 1; at < field.size(); ++at) {
    if (field[at] == '"')
      return may_follow_item(field.substr(at + 1)) ? std::optional(std::move(text)) : std::nullopt;
    if (field[at] == '\\') {
      ++at;
      if (at == field.size() || (field[at] != '"' && field[at] != '\\'))
        return std::nullopt;
    }
    if (!is_printable(field[at]))
      return std::nullopt;
    text += field[at];
  }
  return std::nullopt;
}

std::optional<bool> read_structured_boolean(std::string_view field) noexcept {
  field = from_first_sign(field);
  const bool is_true = field.starts_with("?1");
  if ((!is_true && !field.starts_with("?0")) || !may_follow_item(field.substr(2)))
    return std::nullopt;
  return is_true;
}

} // namespace target_sdk::detail
