// Texts that strangers wrote: which of them are fit to be passed on.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <target_sdk/http.hpp>

namespace target_sdk::delivery {

/// Longer texts are left out. It is the Delivery API's limit for URLs; nothing that browsers send
/// comes near it.
inline constexpr std::size_t longest_field = 4096;

/// Whether `text` can be passed on: UTF-8 without control characters, not empty, not over-long.
bool is_usable_text(std::string_view text) noexcept;

/// The values of all fields `name`, in order, without the blanks around them.
std::vector<std::string_view> field_values(const http_headers& headers, std::string_view name);

/// The first usable value of a field that should come once.
std::optional<std::string> usable_field(const http_headers& headers, std::string_view name);

/// All values of `name` as one list, with `separator` between them.
std::string joined_field(const http_headers& headers, std::string_view name,
                         std::string_view separator);

} // namespace target_sdk::delivery
