#include "decisioning/macros.hpp"

#include <algorithm>
#include <utility>

namespace target_sdk::decisioning {
namespace {

bool is_name_character(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
         || c == '.';
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

// The key that a macro's name stands for.
std::string key_of(std::string_view name) {
  std::string text(name);
  replace_all(text, "campaign", "activity");
  replace_all(text, "recipe", "experience");
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

macro_text::macro_text(std::string_view text, json_view meta) {
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
    add_macro(text.substr(start, end + 1 - start), text.substr(start + 2, end - start - 2), meta);
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

void macro_text::add_macro(std::string_view whole, std::string_view name, json_view meta) {
  has_macros_ = true;
  auto key = key_of(name);
  if (const auto known = meta.find(key)) {
    scratch memory;
    add_text(to_text(value::from_json(*known), memory));
    return;
  }
  segments_.push_back({std::string(whole), std::move(key)});
}

bool macro_text::is_fixed() const noexcept {
  return std::none_of(segments_.begin(), segments_.end(),
                      [](const segment& part) { return part.key.has_value(); });
}

std::string macro_text::render(const macro_lookup& look_up) const {
  std::string out;
  scratch memory;
  for (const auto& part : segments_) {
    const auto found = part.key ? look_up(*part.key) : value();
    out += found.is(value_kind::undefined) ? std::string_view(part.text) : to_text(found, memory);
  }
  return out;
}

bool content_macros::is_fixed() const noexcept {
  return (!text || text->is_fixed())
         && std::all_of(actions.begin(), actions.end(),
                        [](const auto& action) { return !action || action->is_fixed(); });
}

json content_macros::render(json_view content, const macro_lookup& look_up) const {
  if (text)
    return json(text->render(look_up));
  auto made = json_builder::array();
  std::size_t index = 0;
  for (const auto action : content.elements()) {
    const auto& macros = actions[index++];
    if (!macros) {
      made.add(action);
      continue;
    }
    auto copy = json_builder::object();
    for (const auto [key, member] : action.members())
      copy.set(key, member);
    copy.set("content", macros->render(look_up));
    made.add(std::move(copy).build());
  }
  return std::move(made).build();
}

std::optional<content_macros> find_macros(std::string_view type, json_view content,
                                          json_view meta) {
  content_macros found;
  if (type == "html" && content.is_string()) {
    macro_text text(content.string_or_empty(), meta);
    if (!text.has_macros())
      return std::nullopt;
    found.text = std::move(text);
    return found;
  }
  if (type != "actions" || !content.is_array())
    return std::nullopt;
  bool any = false;
  for (const auto action : content.elements()) {
    auto& macros = found.actions.emplace_back();
    const auto inner = action["content"];
    if (!inner.is_string())
      continue;
    macro_text text(inner.string_or_empty(), meta);
    if (!text.has_macros())
      continue;
    any = true;
    macros = std::move(text);
  }
  if (!any)
    return std::nullopt;
  return found;
}

} // namespace target_sdk::decisioning
