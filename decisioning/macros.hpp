// Macros `${NAME}` in offers (on-device decisioning, section 9, step 4).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <target_sdk/json.hpp>

#include "decisioning/value.hpp"

namespace target_sdk::decisioning {

/// What a decision puts in for a macro: the value of a key, undefined when there is none.
using macro_lookup = std::function<value(std::string_view key)>;

/// A text with macros, those of the rule's `meta` replaced.
class macro_text {
public:
  macro_text(std::string_view text, json_view meta);

  /// Whether there was any macro in the text.
  bool has_macros() const noexcept { return has_macros_; }
  /// Whether decisions all put in the same.
  bool is_fixed() const noexcept;
  std::string render(const macro_lookup& look_up) const;

private:
  struct segment {
    std::string text; ///< As it stands, a macro included.
    std::optional<std::string> key = {};
  };
  void add_text(std::string_view text);
  void add_macro(std::string_view whole, std::string_view name, json_view meta);

  std::vector<segment> segments_;
  bool has_macros_ = false;
};

/// Offer content with macros that depend on the request: a text, or actions with texts.
struct content_macros {
  std::optional<macro_text> text;                 ///< For html.
  std::vector<std::optional<macro_text>> actions; ///< For actions, by position.

  bool is_fixed() const noexcept;
  /// The content for one request; `content` is what it was made from.
  json render(json_view content, const macro_lookup& look_up) const;
};

/// The macros in the content of an option of type `type`; empty when there are none.
std::optional<content_macros> find_macros(std::string_view type, json_view content, json_view meta);

} // namespace target_sdk::decisioning
