// The identifier that Target gives to visitors.
#pragma once

#include <string>
#include <string_view>

#include <target_sdk/models/visitor_id.hpp>

namespace target_sdk::tools::edge {

/// The cluster in the name of an edge host, `35` in `mboxedge35.tt.omtrdc.net`; else the default.
std::string cluster_of(std::string_view edge_host);

/// `given` with a `tntId` of the form `<name>.<cluster>_0`, unless it has one; without a cluster
/// only the name. A visitor who is known by another identifier always gets the same name, of 32
/// digits. Others are named by the session, as the service does: all calls of a session, even
/// concurrent ones, belong to one visitor.
visitor_id named(visitor_id given, std::string_view session_id, std::string_view cluster);

} // namespace target_sdk::tools::edge
