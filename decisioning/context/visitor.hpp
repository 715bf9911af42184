// Who is decided for (on-device decisioning, sections 3.3 and 7).
#pragma once

#include <string_view>

#include <target_sdk/models/visitor_id.hpp>
#include <target_sdk/random.hpp>

namespace target_sdk::decisioning {

/// `given`, with a fresh tntId when it names nobody.
visitor_id identified(const visitor_id* given, std::string_view location_hint,
                      const random_source& random);

/// The part of the allocation key that stands for the visitor; points into `id`.
std::string_view allocation_visitor(const visitor_id& id) noexcept;

} // namespace target_sdk::decisioning
