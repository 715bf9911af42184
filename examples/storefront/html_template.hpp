// HTML templates: `{{name}}` is replaced by a text, escaped; `{{{name}}}` by HTML as it is.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <target_sdk/error.hpp>

namespace storefront {

/// Text that is safe between tags and in quoted attributes.
std::string escape_html(std::string_view text);

class html_template {
public:
  using values = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  /// Errors (`invalid_configuration`): braces that are not closed.
  [[nodiscard]] static target_sdk::result<html_template> parse(std::string_view text);

  /// The template with its values; what has no value is left out.
  std::string fill(values given) const;

private:
  enum class piece_kind { literal, text, html };
  struct piece {
    piece_kind kind;
    std::string text; ///< The literal or the name.
  };
  std::vector<piece> pieces_;
};

} // namespace storefront
