// Text from files and servers, for a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace target_sdk::tools {

/// `text` with a question mark for each control character, which might steer the terminal.
std::string printable(std::string_view text);

/// `text`, printable, cut or filled up to `width` characters (2 at least).
std::string cell(std::string_view text, std::size_t width);

} // namespace target_sdk::tools
