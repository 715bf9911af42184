#pragma once

#include "tests/support/recorded_request.hpp"

#include <string>

namespace target_sdk::test_support {

/// {"method":...,"target":...,"headers":{...},"body":...} and a line feed. Header names are in
/// lower case, repeated headers joined by ", "; bytes of the body that are no UTF-8 stay as they
/// are.
std::string to_json_line(const recorded_request& request);

}  // namespace target_sdk::test_support
