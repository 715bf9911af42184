// Where reports that must arrive come in: from the facade, by message, and from pages.
#pragma once

#include "actors/client_settings.hpp"
#include "actors/messages.hpp"

namespace target_sdk::detail {

/// Checks a report and counts it among those on their way, on the thread of its sender. Errors:
/// `invalid_request`; `overloaded` when too many are, then it has not been looked at.
result<arriving_report> accept_report(client_settings& settings, send_notifications&& report);

} // namespace target_sdk::detail
