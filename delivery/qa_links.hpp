// QA and preview links of Target's user interface: what they ask for, and the cookies that keep it
// for the session.
#pragma once

#include <optional>
#include <vector>

#include <target_sdk/cookies.hpp>
#include <target_sdk/models/delivery_request.hpp>

#include "delivery/query.hpp"

namespace target_sdk::delivery {

/// What a request is told by a link, or by the cookie of an earlier one.
struct link_modes {
  std::optional<target_sdk::qa_mode> qa_mode = {};
  std::optional<target_sdk::preview> preview = {};
  std::vector<cookie> cookies = {}; ///< Those that a link begins, renews or ends.
};

/// A link counts before its cookie; with an empty token it ends the mode. Broken parts are left
/// out, alone.
link_modes read_link_modes(const query_parameters& parameters, const target_cookies& cookies);

} // namespace target_sdk::delivery
