#include "tools/targetctl/call_output.hpp"

#include <utility>

#include <target_sdk/json.hpp>
#include <target_sdk/models/serialization.hpp>

namespace target_sdk::tools {
namespace {

/// The end of the string that begins at `begin`, behind its closing quote.
std::size_t end_of_string(std::string_view text, std::size_t begin) {
  for (auto at = begin + 1; at < text.size(); ++at)
    if (text[at] == '\\')
      ++at;
    else if (text[at] == '"')
      return at + 1;
  return text.size();
}

void break_line(std::string& out, std::size_t depth) {
  out.append(1, '\n').append(2 * depth, ' ');
}

} // namespace

std::string result_line(const offers& answer) {
  return "{\"result\":" + to_json_text(answer) + '}';
}

std::string result_line(const attributes& answer) {
  return "{\"result\":{\"attributes\":" + answer.values.dump()
         + ",\"response\":" + to_json_text(answer.response) + "}}";
}

std::string result_line(const accepted& answer) {
  std::string out = "{\"accepted\":[";
  for (const auto& id : answer.ids) {
    if (out.back() != '[')
      out += ',';
    append_json_string(out, id);
  }
  return out + "]}";
}

std::string error_line(const error& err) {
  std::string out = "{\"error\":{\"kind\":";
  append_json_string(out, to_string(err.kind));
  if (err.http_status != 0)
    out += ",\"status\":" + std::to_string(err.http_status);
  out += ",\"message\":";
  append_json_string(out, err.message);
  if (!err.request_id.empty()) {
    out += ",\"requestId\":";
    append_json_string(out, err.request_id);
  }
  return out + ",\"attempts\":" + std::to_string(err.attempts) + "}}";
}

std::string indented(std::string_view text) {
  std::string out;
  std::size_t depth = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"') {
      const auto end = end_of_string(text, at);
      out += text.substr(at, end - at);
      at = end;
      continue;
    }
    const bool is_empty = at > 0 && (text[at - 1] == '{' || text[at - 1] == '[');
    if ((c == '}' || c == ']') && !is_empty)
      break_line(out, depth - 1);
    out += c;
    if (c == '}' || c == ']')
      --depth;
    else if (c == ':')
      out += ' ';
    else if (c == ',')
      break_line(out, depth);
    else if (c == '{' || c == '[') {
      ++depth;
      if (at + 1 < text.size() && text[at + 1] != '}' && text[at + 1] != ']')
        break_line(out, depth);
    }
    ++at;
  }
  return out;
}

} // namespace target_sdk::tools
