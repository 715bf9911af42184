// What log lines and error texts must not show.
#pragma once

#include <string>
#include <string_view>

namespace target_sdk::detail {

/// `url` without user and password, its query masked: both may hold tokens. Text that is not a URL
/// stays unchanged.
std::string without_secrets(std::string_view url);

/// Replaces `secret` by `***` throughout `text`; a short one, which may be part of any word, only
/// where it is a whole word.
void mask(std::string& text, std::string_view secret);

/// The first authorization token in the JSON text `body`, as it stands between its quotes; without
/// data when there is none.
std::string_view find_authorization_token(std::string_view body) noexcept;

/// `body` with the value of every authorization token replaced by `***`.
std::string without_authorization_tokens(std::string_view body);

} // namespace target_sdk::detail
