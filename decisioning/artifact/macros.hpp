// Macros `${NAME}` in offers (Target: on-device decisioning).
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <target_sdk/json.hpp>

#include "decisioning/artifact/json_pointer.hpp"
#include "decisioning/artifact/offences.hpp"
#include "decisioning/values/value.hpp"

namespace target_sdk::decisioning {

/// Limit of the bytes that macros from rules' `meta` add to the contents of an artifact.
inline constexpr std::size_t max_compiled_macro_bytes = std::size_t{64} << 20;
/// Limit of the bytes of content with macros that one decision may render.
inline constexpr std::size_t max_rendered_bytes = std::size_t{16} << 20;

/// The value of a macro in a decision, by its key; undefined when there is none.
using macro_lookup = std::function<value(std::string_view key)>;

/// The values of macros at compile time.
struct macro_source {
  json_view meta;    ///< Of the rule.
  std::size_t& room; ///< Bytes that may still be added; more is an offence that ends the reading.
  offence_log& log;
};

/// A text with macros, those from the rule's `meta` expanded.
class macro_text {
public:
  /// Expands the macros found in `from.meta`.
  macro_text(std::string_view text, const json_pointer& place, macro_source& from);

  /// Whether the text contained any macro.
  bool has_macros() const noexcept { return has_macros_; }
  /// Whether it is the same for all decisions.
  bool is_fixed() const noexcept;
  /// Bytes before decisions expand their macros.
  std::size_t size() const noexcept;
  /// Deducts what it adds from `room`; nothing when that is not enough.
  std::optional<std::string> render(const macro_lookup& look_up, std::size_t& room) const;

private:
  struct segment {
    std::string text; ///< Unchanged, a macro included.
    std::optional<std::string> key = {};
  };
  void add_text(std::string_view text);
  void add_macro(std::string_view whole, std::string_view name, const json_pointer& place,
                 macro_source& from);

  std::vector<segment> segments_;
  bool has_macros_ = false;
};

/// Offer content with macros that depend on the request: a text, or actions with texts.
struct content_macros {
  std::optional<macro_text> text;                 ///< For html.
  std::vector<std::optional<macro_text>> actions; ///< For actions, by position.
  std::size_t size = 0;                           ///< Bytes of the content before decisions.

  bool is_fixed() const noexcept;
  /// The content for one request; `content` is the original. Deducts its size from `room`; nothing
  /// when that is not enough.
  std::optional<json> render(json_view content, const macro_lookup& look_up,
                             std::size_t& room) const;
};

/// The macros in the content at `place` of an option of type `type`; empty when there are none.
std::optional<content_macros> find_macros(std::string_view type, json_view content,
                                          const json_pointer& place, macro_source& from);

} // namespace target_sdk::decisioning
