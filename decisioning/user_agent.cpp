#include "decisioning/user_agent.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "decisioning/js_string.hpp"

namespace target_sdk::decisioning {
namespace {

constexpr auto none = std::string_view::npos;

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}
char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
bool is_word(char c) noexcept {
  return is_digit(c) || c == '_' || (lower(c) >= 'a' && lower(c) <= 'z');
}
bool is_version(char c) noexcept {
  return is_word(c) || c == '.';
}

bool begins_with(std::string_view text, std::string_view lower_word) noexcept {
  return text.size() >= lower_word.size()
         && std::equal(lower_word.begin(), lower_word.end(), text.begin(),
                       [](char expected, char c) { return expected == lower(c); });
}

// The first place of `lower_word` at or after `from`, without case.
std::size_t find_word(std::string_view text, std::string_view lower_word,
                      std::size_t from) noexcept {
  const char both[] = {lower_word.front(), static_cast<char>(lower_word.front() - 32)};
  const bool letter = lower_word.front() >= 'a' && lower_word.front() <= 'z';
  for (auto at = from; at < text.size(); ++at) {
    at = letter ? text.find_first_of(std::string_view(both, 2), at)
                : text.find(lower_word.front(), at);
    if (at == none)
      return none;
    if (begins_with(text.substr(at), lower_word))
      return at;
  }
  return none;
}

std::size_t end_of_version(std::string_view text, std::size_t from) noexcept {
  while (from < text.size() && is_version(text[from]))
    ++from;
  return from;
}

std::size_t next_line_end(std::string_view text, std::size_t from) noexcept {
  while (from < text.size() && leading_line_end(text.substr(from)) == 0)
    ++from;
  return from;
}

double leading_number(std::string_view version) noexcept {
  if (version.empty() || !is_digit(version.front()))
    return -1;
  double number = 0;
  for (char c : version) {
    if (!is_digit(c))
      break;
    number = number * 10 + (c - '0');
  }
  return number;
}

// Whether `(edge|edgios|edga|edg)` ends at `end`.
bool ends_with_edge(std::string_view text) noexcept {
  constexpr std::array<std::string_view, 4> names{"edge", "edgios", "edga", "edg"};
  return std::any_of(names.begin(), names.end(), [&](auto name) {
    return text.size() >= name.size() && begins_with(text.substr(text.size() - name.size()), name);
  });
}

// (edge|edgios|edga|edg)/([\w.]+)
std::optional<double> edge(std::string_view text) noexcept {
  for (auto slash = text.find('/'); slash != none; slash = text.find('/', slash + 1)) {
    if (!ends_with_edge(text.substr(0, slash)))
      continue;
    const auto end = end_of_version(text, slash + 1);
    if (end > slash + 1)
      return leading_number(text.substr(slash + 1, end - slash - 1));
  }
  return std::nullopt;
}

// Whether mobile/\w+\s(safari) stands at `at`, which is a place of "mobile/".
bool is_mobile_safari(std::string_view text, std::size_t at) noexcept {
  const auto word = at + 7;
  auto end = word;
  while (end < text.size() && is_word(text[end]))
    ++end;
  const auto blank = leading_blank(text.substr(end));
  return end > word && blank > 0 && begins_with(text.substr(end + blank), "safari");
}

// Whether like\sgecko stands at `at`, which is a place of "like".
bool is_like_gecko(std::string_view text, std::size_t at) noexcept {
  const auto blank = leading_blank(text.substr(at + 4));
  return blank > 0 && begins_with(text.substr(at + 4 + blank), "gecko");
}

bool is_anything(std::string_view, std::size_t) noexcept {
  return true;
}

// The last place of `word` in [from, to] that `accepts`, else npos.
template <class Accepts>
std::size_t last_place(std::string_view text, std::string_view word, std::size_t from,
                       std::size_t to, Accepts accepts) noexcept {
  auto last = none;
  for (auto at = find_word(text, word, from); at != none && at <= to;
       at = find_word(text, word, at + 1))
    if (accepts(text, at))
      last = at;
  return last;
}

// The version run at `first`, shortened so that a character remains before `tail`; -2 when no
// version remains.
constexpr double no_version = -2;
double version_before(std::string_view text, std::size_t first, std::size_t tail) noexcept {
  const auto end = end_of_version(text, first);
  if (end == first || tail == none || tail < first + 2)
    return no_version;
  return leading_number(text.substr(first, std::min(end, tail - 1) - first));
}

// version/([\w.]+).+?<tail>, all on one line. A line whose first candidate finds no tail has none
// for the later ones either.
template <class Accepts>
std::optional<double> safari_version(std::string_view text, std::string_view tail,
                                     Accepts accepts) noexcept {
  for (std::size_t from = 0;;) {
    const auto start = find_word(text, "version/", from);
    if (start == none)
      return std::nullopt;
    const auto first = start + 8;
    if (end_of_version(text, first) == first) {
      from = start + 1;
      continue;
    }
    const auto line_end = next_line_end(text, first);
    const auto version =
      version_before(text, first, last_place(text, tail, first + 2, line_end, accepts));
    if (version != no_version)
      return version;
    from = line_end;
  }
}

// chrome/v?([\w.]+)
std::optional<double> chrome(std::string_view text) noexcept {
  for (auto start = find_word(text, "chrome/", 0); start != none;
       start = find_word(text, "chrome/", start + 1)) {
    const auto first = start + 7;
    const auto end = end_of_version(text, first);
    if (end == first)
      continue;
    const bool has_v = lower(text[first]) == 'v' && end > first + 1;
    return leading_number(text.substr(has_v ? first + 1 : first, end - first));
  }
  return std::nullopt;
}

// firefox/([\w.-]+)$
std::optional<double> firefox(std::string_view text) noexcept {
  for (auto start = find_word(text, "firefox/", 0); start != none;
       start = find_word(text, "firefox/", start + 1)) {
    const auto version = text.substr(start + 8);
    if (!version.empty() && std::all_of(version.begin(), version.end(), [](char c) {
          return is_version(c) || c == '-';
        }))
      return leading_number(version);
  }
  return std::nullopt;
}

// (?:ms|\()ie\s([\w.]+)
std::optional<double> explorer(std::string_view text) noexcept {
  for (auto start = find_word(text, "ie", 0); start != none;
       start = find_word(text, "ie", start + 1)) {
    const auto before = text.substr(0, start);
    if (!before.ends_with('(')
        && !(before.size() >= 2 && begins_with(before.substr(before.size() - 2), "ms")))
      continue;
    const auto blank = leading_blank(text.substr(start + 2));
    const auto first = start + 2 + blank;
    const auto end = end_of_version(text, first);
    if (blank > 0 && end > first)
      return leading_number(text.substr(first, end - first));
  }
  return std::nullopt;
}

// trident.+rv[:\s]([\w.]+).+like\sgecko: of several rv the last one that fits.
std::optional<double> trident(std::string_view text) noexcept {
  for (auto start = find_word(text, "trident", 0); start != none;) {
    const auto gap = start + 7;
    const auto line_end = next_line_end(text, gap);
    const auto like = last_place(text, "like", gap, line_end, is_like_gecko);
    std::optional<double> found;
    for (auto at = find_word(text, "rv", gap + 1); at != none && at <= line_end;
         at = find_word(text, "rv", at + 1)) {
      const auto behind = text.substr(at + 2);
      const auto separator = behind.starts_with(':') ? 1 : leading_blank(behind);
      if (separator == 0)
        continue;
      const auto first = at + 2 + separator;
      const bool new_line = leading_line_end(behind) > 0;
      const auto tail =
        new_line ? last_place(text, "like", first, next_line_end(text, first), is_like_gecko)
                 : like;
      if (const auto version = version_before(text, first, tail); version != no_version)
        found = version;
    }
    if (found)
      return found;
    start = find_word(text, "trident", line_end);
  }
  return std::nullopt;
}

} // namespace

browser_identity browser_of_user_agent(std::string_view user_agent) noexcept {
  if (const auto version = edge(user_agent))
    return {"edge", *version};
  if (const auto version = safari_version(user_agent, "mobile/", is_mobile_safari))
    return {"mobile safari", *version};
  if (const auto version = safari_version(user_agent, "safari", is_anything))
    return {"safari", *version};
  if (const auto version = chrome(user_agent))
    return {"chrome", *version};
  if (const auto version = firefox(user_agent))
    return {"firefox", *version};
  if (const auto version = explorer(user_agent))
    return {"ie", *version};
  if (const auto version = trident(user_agent))
    return {"ie", *version};
  return {};
}

browser_identity browser_of_brands(std::string_view brands) noexcept {
  struct brand {
    std::string_view name, mark;
  };
  constexpr std::array<brand, 4> known{{{"chrome", "chrome\";v=\""},
                                        {"edge", "edge\";v=\""},
                                        {"safari", "safari\";v=\""},
                                        {"firefox", "firefox\";v=\""}}};
  for (const auto& [name, mark] : known)
    for (auto at = find_word(brands, mark, 0); at != none; at = find_word(brands, mark, at + 1)) {
      const auto version = brands.substr(at + mark.size());
      const auto end = version.find_first_not_of("0123456789.");
      if (end != none && end > 0 && version[end] == '"')
        return {name, leading_number(version)};
    }
  return {};
}

} // namespace target_sdk::decisioning
