// Reason phrases, for answers over HTTP/2, which have none.
#pragma once

#include <string_view>

namespace target_sdk::delivery {

/// The standard phrase of an HTTP status; `HTTP error` when there is none.
std::string_view status_text(int status) noexcept;

} // namespace target_sdk::delivery
