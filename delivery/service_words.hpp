// What the service says of a request it refused.
#pragma once

#include <string>
#include <string_view>

#include <target_sdk/models/delivery_request.hpp>

namespace target_sdk::delivery {

/// The words of the service, for logs: ids, tokens and texts of the visitor that it quotes from
/// `request` are masked, and what is longer than a message should be is cut.
std::string service_words(std::string words, const delivery_request& request,
                          std::string_view session_id);

} // namespace target_sdk::delivery
