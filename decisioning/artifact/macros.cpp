#include "decisioning/artifact/macros.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "models/ascii.hpp"

namespace target_sdk::decisioning {
namespace {

bool is_name_character(char c) noexcept {
  return detail::is_letter_or_digit(c) || c == '_' || c == '.';
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  for (auto at = text.find(from); at != text.npos; at = text.find(from)) {
    out.append(text.substr(0, at)).append(to);
    text.remove_prefix(at + from.size());
  }
  return out.append(text);
}

// Most contents have none.
bool may_have_macros(json_view content) noexcept {
  return content.string_or_empty().find("${") != std::string_view::npos;
}

// The key that a macro's name stands for.
std::string key_of(std::string_view name) {
  const auto text = replaced(replaced(name, "campaign", "activity"), "recipe", "experience");
  const auto last = text.rfind('.');
  if (last == std::string::npos)
    return text == "mbox" ? std::string() : text;
  const auto before = last == 0 ? std::string::npos : text.rfind('.', last - 1);
  const std::string_view whole = text;
  const auto first = before == std::string::npos ? 0 : before + 1;
  const auto left = whole.substr(first, last - first);
  const auto right = whole.substr(last + 1);
  if (left == "mbox")
    return right == "mbox" ? std::string() : std::string(right);
  return right == "mbox" ? std::string(left) : std::string(left) + '.' + std::string(right);
}

} // namespace

macro_text::macro_text(std::string_view text, const json_pointer& place, macro_source& from) {
  while (!text.empty()) {
    const auto start = text.find("${");
    if (start == std::string_view::npos)
      break;
    auto end = start + 2;
    while (end < text.size() && is_name_character(text[end]))
      ++end;
    if (end == text.size() || text[end] != '}') {
      add_text(text.substr(0, end));
      text.remove_prefix(end);
      continue;
    }
    add_text(text.substr(0, start));
    add_macro(text.substr(start, end + 1 - start), text.substr(start + 2, end - start - 2), place,
              from);
    text.remove_prefix(end + 1);
  }
  add_text(text);
}

void macro_text::add_text(std::string_view text) {
  if (text.empty())
    return;
  if (segments_.empty() || segments_.back().key)
    segments_.push_back({std::string(text)});
  else
    segments_.back().text += text;
}

void macro_text::add_macro(std::string_view whole, std::string_view name, const json_pointer& place,
                           macro_source& from) {
  has_macros_ = true;
  auto key = key_of(name);
  if (const auto known = from.meta.find(key)) {
    scratch memory;
    const auto text = to_text(value::from_json(*known), memory);
    if (text.size() > from.room)
      from.log.stop(place, "the macros make too much content");
    from.room -= text.size();
    add_text(text);
    return;
  }
  segments_.push_back({std::string(whole), std::move(key)});
}

bool macro_text::is_fixed() const noexcept {
  return std::none_of(segments_.begin(), segments_.end(),
                      [](const segment& part) { return part.key.has_value(); });
}

std::size_t macro_text::size() const noexcept {
  return std::accumulate(
    segments_.begin(), segments_.end(), std::size_t{0},
    [](std::size_t sum, const segment& part) { return sum + (part.key ? 0 : part.text.size()); });
}

std::optional<std::string> macro_text::render(const macro_lookup& look_up,
                                              std::size_t& room) const {
  scratch memory;
  std::vector<std::string_view> parts;
  parts.reserve(segments_.size());
  std::size_t length = 0;
  for (const auto& each : segments_) {
    const auto found = each.key ? look_up(*each.key) : value();
    const auto text =
      found.is(value_kind::undefined) ? std::string_view(each.text) : to_text(found, memory);
    if (each.key) {
      if (text.size() > room)
        return std::nullopt;
      room -= text.size();
    }
    length += text.size();
    parts.push_back(text);
  }
  std::string out;
  out.reserve(length);
  for (const auto part : parts)
    out += part;
  return out;
}

bool content_macros::is_fixed() const noexcept {
  return (!text || text->is_fixed())
         && std::all_of(actions.begin(), actions.end(),
                        [](const auto& action) { return !action || action->is_fixed(); });
}

std::optional<json> content_macros::render(json_view content, const macro_lookup& look_up,
                                           std::size_t& room) const {
  if (size > room)
    return std::nullopt;
  room -= size;
  if (text) {
    auto rendered = text->render(look_up, room);
    return rendered ? std::optional<json>(std::move(*rendered)) : std::nullopt;
  }
  auto made = json_builder::array();
  std::size_t index = 0;
  for (const auto action : content.elements()) {
    const auto& macros = actions[index++];
    if (!macros) {
      made.add(action);
      continue;
    }
    const auto rendered = macros->render(look_up, room);
    if (!rendered)
      return std::nullopt;
    auto copy = json_builder::object();
    for (const auto [key, member] : action.members())
      copy.set(key, member);
    copy.set("content", *rendered);
    made.add(std::move(copy).build());
  }
  return std::move(made).build();
}

std::optional<content_macros> find_macros(std::string_view type, json_view content,
                                          const json_pointer& place, macro_source& from) {
  content_macros found;
  if (type == "html" && may_have_macros(content)) {
    macro_text text(content.string_or_empty(), place, from);
    if (!text.has_macros())
      return std::nullopt;
    found.size = text.size();
    found.text = std::move(text);
    return found;
  }
  const auto actions = content.elements();
  if (type != "actions" || std::none_of(actions.begin(), actions.end(), [](json_view action) {
        return may_have_macros(action["content"]);
      }))
    return std::nullopt;
  bool any = false;
  for (const auto action : actions) {
    const json_pointer inside(place, found.actions.size());
    auto& macros = found.actions.emplace_back();
    const auto inner = action["content"];
    if (!may_have_macros(inner))
      continue;
    macro_text text(inner.string_or_empty(), json_pointer(inside, "content"), from);
    if (!text.has_macros())
      continue;
    any = true;
    found.size += text.size();
    macros = std::move(text);
  }
  if (!any)
    return std::nullopt;
  found.size += content.dump().size();
  return found;
}

} // namespace target_sdk::decisioning
