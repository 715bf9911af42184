// Variables of conditions, and their values, in words.
#pragma once

#include <string>
#include <string_view>

#include <target_sdk/json.hpp>

namespace target_sdk::tools::console {

/// What kind of value a variable has.
enum class variable_kind { plain, percent, moment, time_of_day, weekday };

variable_kind kind_of(std::string_view variable) noexcept;

/// `geo.country` is `country`, `mbox.member.tier_lc` is `parameter member.tier (any case)`.
std::string variable_words(std::string_view variable);

/// A value as people write it: quoted text, `2026-11-27 00:00 UTC`, `17:00 UTC`, `Monday`.
std::string value_words(json_view value, variable_kind kind);

} // namespace target_sdk::tools::console
