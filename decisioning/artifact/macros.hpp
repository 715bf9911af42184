// Macros `${NAME}` in offers (on-device decisioning, section 9, step 4).
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

/// Bytes that the macros of a rule's `meta` may put into the contents of one artifact.
inline constexpr std::size_t max_compiled_macro_bytes = std::size_t{64} << 20;
/// Bytes of content with macros that one decision may make.
inline constexpr std::size_t max_rendered_bytes = std::size_t{16} << 20;

/// What a decision puts in for a macro: the value of a key, undefined when there is none.
using macro_lookup = std::function<value(std::string_view key)>;

/// What compiling puts in for macros.
struct macro_source {
  json_view meta;    ///< Of the rule.
  std::size_t& room; ///< What is put in is taken from it; more ends the reading of the artifact.
  offence_log& log;
};

/// A text with macros, those of the rule's `meta` replaced.
class macro_text {
public:
  /// Puts in what it finds in `from.meta`.
  macro_text(std::string_view text, const json_pointer& place, macro_source& from);

  /// Whether there was any macro in the text.
  bool has_macros() const noexcept { return has_macros_; }
  /// Whether decisions all put in the same.
  bool is_fixed() const noexcept;
  /// Bytes without what decisions put in.
  std::size_t size() const noexcept;
  /// Takes what it puts in from `room`; nothing when that is too much.
  std::optional<std::string> render(const macro_lookup& look_up, std::size_t& room) const;

private:
  struct segment {
    std::string text; ///< As it stands, a macro included.
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
  /// The content for one request; `content` is what it was made from. Takes its size from `room`;
  /// nothing when that is too much.
  std::optional<json> render(json_view content, const macro_lookup& look_up,
                             std::size_t& room) const;
};

/// The macros in the content at `place` of an option of type `type`; empty when there are none.
std::optional<content_macros> find_macros(std::string_view type, json_view content,
                                          const json_pointer& place, macro_source& from);

} // namespace target_sdk::decisioning
