// The header fields of User-Agent client hints, and the members they are read into.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include <target_sdk/models/context.hpp>

namespace target_sdk::detail {

/// A hint that is a text.
struct text_hint_field {
  std::string_view name;
  std::optional<std::string> client_hints::*member;
  bool is_list = false; ///< Of brands; taken as it is written. The others are strings in quotes.
};

inline constexpr std::array<text_hint_field, 7> text_hint_fields = {{
  {"Sec-CH-UA", &client_hints::browser_ua_with_major_version, true},
  {"Sec-CH-UA-Full-Version-List", &client_hints::browser_ua_with_full_version, true},
  {"Sec-CH-UA-Platform", &client_hints::platform},
  {"Sec-CH-UA-Platform-Version", &client_hints::platform_version},
  {"Sec-CH-UA-Model", &client_hints::model},
  {"Sec-CH-UA-Arch", &client_hints::architecture},
  {"Sec-CH-UA-Bitness", &client_hints::bitness},
}};

/// The one that is a boolean.
inline constexpr std::string_view mobile_hint_field = "Sec-CH-UA-Mobile";

} // namespace target_sdk::detail
