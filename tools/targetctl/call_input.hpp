// One call of the input: a line of JSON.
#pragma once

#include <string>

#include <target_sdk/calls.hpp>
#include <target_sdk/error.hpp>
#include <target_sdk/logging.hpp>

namespace target_sdk::tools {

/// Reads a call: `{"request": {...}, "targetCookie", ...}`. Errors (`invalid_request`) name the
/// path, that of a part of the request relative to it: `execute.mboxes[3].name: expected a
/// string`. Unknown members are ignored with a debug line on `log`. Defined for the three calls.
template <class Call>
[[nodiscard]] result<Call> read_call(std::string text, const log_sink& log);

/// As `read_call`, for text that may also be a bare delivery request.
template <class Call>
[[nodiscard]] result<Call> read_call_or_request(std::string text, const log_sink& log);

} // namespace target_sdk::tools
