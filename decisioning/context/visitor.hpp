// The visitor of a decision (Target: on-device decisioning).
#pragma once

#include <string_view>

#include <target_sdk/models/visitor_id.hpp>
#include <target_sdk/random.hpp>

namespace target_sdk::decisioning {

/// Gives `id` a new tntId when it identifies nobody.
void identify(visitor_id& id, std::string_view location_hint, const random_source& random);

/// The visitor's part of the allocation key; points into `id`.
std::string_view allocation_visitor(const visitor_id& id) noexcept;

} // namespace target_sdk::decisioning
