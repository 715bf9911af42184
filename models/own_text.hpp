// Models that we have written ourselves, read again.
#pragma once

#include <string_view>

#include <target_sdk/error.hpp>

namespace target_sdk::detail {

/// Reads what `to_json_text` wrote, now or in an earlier process, however deep: a model that holds
/// the deepest JSON is deeper than what strangers may hand over. For `send_notifications` and
/// `notification`.
template <class Model>
result<Model> from_own_text(std::string_view text);

} // namespace target_sdk::detail
