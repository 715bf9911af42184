// Reports that must arrive: what they may hold. Pure functions.
#pragma once

#include <string>
#include <vector>

#include <target_sdk/calls.hpp>
#include <target_sdk/random.hpp>

#include "delivery/packed_call.hpp"

namespace target_sdk::delivery {

/// Checks a report before it is kept, when its sender can still be told. Notifications that the
/// service would refuse are dropped, with a warning each. Errors (`invalid_request`): as of
/// `prepare`; for a report without notifications that can be sent; for one that asks for offers,
/// which nobody would get.
[[nodiscard]] result<void> check_report(send_notifications& report,
                                        std::vector<std::string>& warnings);

/// Gives a report that is about a new visitor a session, so that it is one visitor in all its
/// requests.
void settle_session(send_notifications& report, const random_source& random);

/// Both, for a report as it comes: what is to be kept of it.
[[nodiscard]] result<packed_call> take_in(send_notifications&& report, const random_source& random,
                                          wall_time now, std::vector<std::string>& warnings);

/// The ids of its notifications.
std::vector<std::string> ids_of(const packed_call& report);

} // namespace target_sdk::delivery
