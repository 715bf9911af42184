#include "tests/support/header_list.hpp"

#include <strings.h>

namespace target_sdk::test_support {

const std::string* find_header(const header_list& headers, std::string_view name) {
  for (const auto& [key, value] : headers)
    if (key.size() == name.size() && strncasecmp(key.data(), name.data(), name.size()) == 0)
      return &value;
  return nullptr;
}

} // namespace target_sdk::test_support
