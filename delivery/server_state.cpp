#include <target_sdk/calls.hpp>
#include <target_sdk/models/serialization.hpp>

namespace target_sdk {

std::string offers::server_state() const {
  auto text =
    R"({"request":)" + to_json_text(request) + R"(,"response":)" + to_json_text(response) + '}';
  std::string safe;
  safe.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    // `<` starts `</script>` and `<!--`; U+2028 and U+2029 end lines in older JavaScript.
    if (text[at] == '<') {
      safe += "\\u003c";
    } else if (text.compare(at, 3, "\xE2\x80\xA8") == 0
               || text.compare(at, 3, "\xE2\x80\xA9") == 0) {
      safe += text[at + 2] == '\xA8' ? "\\u2028" : "\\u2029";
      at += 2;
    } else {
      safe += text[at];
    }
  }
  return safe;
}

} // namespace target_sdk
