// The parameters in a URL's query.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace target_sdk::delivery {

/// Parameters in order, names and values decoded; those with a broken escape are left out. A `+`
/// stays one: what Adobe's links carry is encoded as by encodeURIComponent.
using query_parameters = std::vector<std::pair<std::string, std::string>>;

/// The parameters of `url`, which may be a mere target.
query_parameters read_query(std::string_view url);

/// The first value of `name`.
std::optional<std::string_view> find_parameter(const query_parameters& parameters,
                                               std::string_view name) noexcept;

} // namespace target_sdk::delivery
