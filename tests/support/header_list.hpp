#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace target_sdk::test_support {

/// HTTP headers in the order in which they are sent or came, names spelled as on the wire.
using header_list = std::vector<std::pair<std::string, std::string>>;

/// The value of the first header of that name (any case), or nullptr.
const std::string* find_header(const header_list& headers, std::string_view name);

} // namespace target_sdk::test_support
