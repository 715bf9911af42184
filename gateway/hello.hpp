// The first message in either direction: a text, which any version can read.
#pragma once

#include <cstdint>
#include <string>

#include <target_sdk/error.hpp>

namespace target_sdk::detail {

/// Who speaks. Later versions may add members, and must keep these.
struct hello {
  std::uint32_t version = 0;
  std::string client = {};          ///< The client code.
  std::string organization_id = {}; ///< Without `@AdobeOrg`, or with it.
  bool is_draining = false;         ///< A gateway that takes no new back ends: it ends.
};

/// `{"target_sdk":"gateway","version":1,"client":"acme","organizationId":"1234@AdobeOrg",
/// "draining":false}`
std::string to_text(const hello& from);

/// Errors: `malformed_response` for a text that is no hello.
[[nodiscard]] result<hello> read_hello(const std::string& text);

/// Why two do not fit, as the first sees it: `invalid_configuration`.
[[nodiscard]] result<void> match(const hello& own, const hello& other);

} // namespace target_sdk::detail
