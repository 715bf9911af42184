#include <cstdint>
#include <cstdio>
#include <string>

#include <unistr.h>

#include <target_sdk/logging.hpp>

#include "models/json_text.hpp"

namespace target_sdk {

namespace {

/// What steers a terminal or ends a line. U+0080 to U+009F are control characters, too.
constexpr bool is_control(ucs4_t character) noexcept {
  return character < 0x20 || (character >= 0x7f && character < 0xa0) || character == 0x2028
         || character == 0x2029;
}

/// Appends text that may come from anywhere: control characters as in JSON, and U+FFFD for what is
/// no UTF-8. A backslash stays one, so that bodies can be read.
void append_as_one_line(std::string& out, std::string_view text) {
  const auto* at = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto* const end = at + text.size();
  while (at != end) {
    const auto* const plain = at;
    while (at != end && *at >= 0x20 && *at < 0x7f)
      ++at;
    out.append(reinterpret_cast<const char*>(plain), static_cast<std::size_t>(at - plain));
    if (at == end)
      return;
    ucs4_t character = 0;
    const auto length = u8_mbtouc(&character, at, static_cast<std::size_t>(end - at));
    if (character == 0xfffd)
      out += "\xef\xbf\xbd";
    else if (is_control(character))
      detail::append_escaped(out, character);
    else
      out.append(reinterpret_cast<const char*>(at), static_cast<std::size_t>(length));
    at += length;
  }
}

} // namespace

void log_sink::operator()(log_level level, std::string_view text) const noexcept {
  if (!enabled(level))
    return;
  try {
    std::string line = "AT: ";
    line.reserve(line.size() + text.size());
    append_as_one_line(line, text);
    write(level, line);
  } catch (...) {
    // A log sink that throws must not fail a call.
  }
}

log_sink log_to_stderr(log_level threshold) {
  return {.write =
            [](log_level, std::string_view line) {
              // In one piece: several threads may write at the same time.
              const auto text = std::string(line) + '\n';
              std::fwrite(text.data(), 1, text.size(), stderr);
            },
          .threshold = threshold};
}

} // namespace target_sdk
