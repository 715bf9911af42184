#include <algorithm>
#include <string>
#include <string_view>

#include <target_sdk/calls.hpp>
#include <target_sdk/models/serialization.hpp>

namespace target_sdk {

namespace {

const mbox_response* find_in(const list<mbox_response>& mboxes, std::string_view name) noexcept {
  auto found = std::find_if(mboxes.begin(), mboxes.end(),
                            [&](const mbox_response& each) { return each.name == name; });
  return found == mboxes.end() ? nullptr : &*found;
}

// JSON text whose strings hold nothing that HTML or JavaScript reads otherwise: `<` starts
// `</script>` and `<!--`, `>` ends `]]>`, `&` starts entities in XHTML, U+2028 and U+2029 end lines
// in older JavaScript. Outside of strings JSON has none of them.
std::string safe_in_script(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto rest = text.substr(at);
    if (rest.front() == '<') {
      safe += "\\u003c";
    } else if (rest.front() == '>') {
      safe += "\\u003e";
    } else if (rest.front() == '&') {
      safe += "\\u0026";
    } else if (rest.starts_with("\xE2\x80\xA8") || rest.starts_with("\xE2\x80\xA9")) {
      safe += rest[2] == '\xA8' ? "\\u2028" : "\\u2029";
      at += 2;
    } else {
      safe += rest.front();
    }
  }
  return safe;
}

} // namespace

const mbox_response* offers::find_mbox(std::string_view name) const noexcept {
  const mbox_response* found = nullptr;
  if (response.execute)
    found = find_in(response.execute->mboxes, name);
  if (!found && response.prefetch)
    found = find_in(response.prefetch->mboxes, name);
  return found;
}

json offers::content(std::string_view mbox) const {
  if (const auto* found = find_mbox(mbox))
    for (const auto& each : found->options)
      if (each.content)
        return *each.content;
  return {};
}

std::string offers::server_state() const {
  return safe_in_script(R"({"request":)" + to_json_text(request) + R"(,"response":)"
                        + to_json_text(response) + '}');
}

std::string offers::visitor_state_script() const {
  return safe_in_script(visitor_state.dump());
}

} // namespace target_sdk
