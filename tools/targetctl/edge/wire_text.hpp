// Serialisation of answers.
#pragma once

#include <string>

#include "tools/targetctl/edge/web_messages.hpp"

namespace target_sdk::tools::edge {

/// The head of an answer, to its empty line. HTTP/1.1; the version of the request does not matter.
std::string head_text(const web_answer& answer, bool keep_alive);

} // namespace target_sdk::tools::edge
