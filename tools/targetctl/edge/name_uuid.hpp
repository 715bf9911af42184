// Identifiers derived from what they name.
#pragma once

#include <string>
#include <string_view>

namespace target_sdk::tools::edge {

/// The version 5 UUID of a text, 32 hexadecimal digits without hyphens: the same for the same text,
/// different for different ones.
std::string name_uuid(std::string_view text);

} // namespace target_sdk::tools::edge
