// The identifier that Target gives to visitors.
#pragma once

#include <string>
#include <string_view>

#include <target_sdk/models/visitor_id.hpp>
#include <target_sdk/random.hpp>

namespace target_sdk::tools::edge {

/// The cluster in the name of an edge host, `35` in `mboxedge35.tt.omtrdc.net`; else the default.
std::string cluster_of(std::string_view edge_host);

/// `given` with a `tntId` of the form `<32 digits>.<cluster>_0`, unless it has one; without a
/// cluster only the digits. Visitors who are known by another identifier always get the same one,
/// others a fresh one.
visitor_id named(visitor_id given, std::string_view cluster, const random_source& random);

} // namespace target_sdk::tools::edge
