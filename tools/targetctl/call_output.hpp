// One answer of the output: a line of JSON.
#pragma once

#include <string>
#include <string_view>

#include <target_sdk/calls.hpp>
#include <target_sdk/error.hpp>

namespace target_sdk::tools {

/// `{"result": {...}}`.
std::string result_line(const offers& answer);

/// `{"result": {"attributes": {...}, "response": {...}}}`.
std::string result_line(const attributes& answer);

/// `{"accepted": ["ID", ...]}`.
std::string result_line(const accepted& answer);

/// `{"error": {"kind", "status"?, "message", "requestId"?, "attempts"}}`.
std::string error_line(const error& err);

/// `result_line` or `error_line`.
template <class Answer>
std::string answer_line(const result<Answer>& answer) {
  return answer ? result_line(*answer) : error_line(answer.error());
}

/// JSON text without blanks, spread over indented lines. The values stay as they are.
std::string indented(std::string_view json_text);

} // namespace target_sdk::tools
