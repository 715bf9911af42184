#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace target_sdk::test_support {

/// `data` followed by `fill_bytes` spaces, as a gzip stream. The fill is never held in memory.
std::string gzip_compress(std::string_view data, std::size_t fill_bytes = 0);

} // namespace target_sdk::test_support
