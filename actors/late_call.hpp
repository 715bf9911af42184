// What a call is answered when its time is over.
#pragma once

#include <memory>
#include <string>

#include <target_sdk/error.hpp>

namespace target_sdk::detail {

/// Usually the connection pool ends an exchange at its deadline, with an error that says more. This
/// is for calls that wait for something else.
inline error late_call_error() {
  return {.kind = error_kind::timeout, .message = "no answer by the deadline of the call"};
}

/// The same for calls that are carried, when they cannot be: `why`, if that is not null.
inline error late_call_error(const std::shared_ptr<const std::string>& why) {
  auto late = late_call_error();
  if (why)
    late.message += ": " + *why;
  return late;
}

} // namespace target_sdk::detail
