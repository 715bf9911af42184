// The files of the console's page, part of the program.
#pragma once

#include <optional>
#include <string_view>

namespace target_sdk::tools::console {

struct asset {
  std::string_view content_type;
  std::string_view text;
};

/// The file with this name; empty: the page itself.
std::optional<asset> find_asset(std::string_view name) noexcept;

} // namespace target_sdk::tools::console
