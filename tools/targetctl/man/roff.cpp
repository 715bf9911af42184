#include "tools/targetctl/man/roff.hpp"

namespace target_sdk::tools {
namespace {

std::string_view escape_of(char c) {
  switch (c) {
  case '\\': return "\\e";
  case '-': return "\\-";
  case '\'': return "\\(aq";
  case '"': return "\\(dq";
  case '`': return "\\(ga";
  case '^': return "\\(ha";
  case '~': return "\\(ti";
  default: return {};
  }
}

} // namespace

std::string roff_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '.' && (escaped.empty() || escaped.back() == '\n'))
      escaped += "\\&";
    if (const auto escape = escape_of(c); !escape.empty())
      escaped += escape;
    else
      escaped += c;
  }
  return escaped;
}

std::string roff_bold(std::string_view text) {
  return "\\fB" + roff_text(text) + "\\fR";
}

std::string roff_italic(std::string_view text) {
  return "\\fI" + roff_text(text) + "\\fR";
}

} // namespace target_sdk::tools
