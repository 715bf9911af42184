// What log lines and error texts must not show.
#pragma once

#include <string>
#include <string_view>

namespace target_sdk::detail {

/// `url` without user and password, its query masked: both may hold tokens. What is no URL stays
/// as it is.
std::string without_secrets(std::string_view url);

/// Puts `***` in the place of `secret` wherever `text` holds it. A short one, which may be a part
/// of any word, counts only where it is a word of its own.
void mask(std::string& text, std::string_view secret);

} // namespace target_sdk::detail
