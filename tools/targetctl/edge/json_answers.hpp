// JSON answers, including errors in the service's format.
#pragma once

#include <string>
#include <string_view>

#include "tools/targetctl/edge/web_messages.hpp"

namespace target_sdk::tools::edge {

/// An answer that must not be cached.
web_answer json_answer(int status, std::string body);

/// `{"status", "message"}`, as the service reports errors.
web_answer problem(int status, std::string_view message);

/// 405, with the methods that the resource has, as in `GET, HEAD`.
web_answer method_not_allowed(std::string_view allowed);

} // namespace target_sdk::tools::edge
