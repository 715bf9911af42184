// The service's message about a request it refused.
#pragma once

#include <string>
#include <string_view>

#include <target_sdk/models/delivery_request.hpp>

namespace target_sdk::delivery {

/// The service's message, for logs: ids, tokens and texts of the visitor quoted from `request` are
/// masked, and a long message is truncated.
std::string service_words(std::string words, const delivery_request& request,
                          std::string_view session_id);

} // namespace target_sdk::delivery
