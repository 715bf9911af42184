// Percent-encoding appended to a text; `percent_encode` of <target_sdk/cookies.hpp> returns a new
// one.
#pragma once

#include <string>
#include <string_view>

namespace target_sdk::detail {

/// Appends `text`, percent-encoded as encodeURIComponent does.
void append_percent_encoded(std::string& out, std::string_view text);

/// Decodes what can be decoded; the `%` of a broken escape becomes a byte that no UTF-8 has.
std::string percent_decode_leniently(std::string_view text);

} // namespace target_sdk::detail
