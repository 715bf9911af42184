#include <algorithm>

#include <target_sdk/calls.hpp>
#include <target_sdk/models/serialization.hpp>

namespace target_sdk {

namespace {

const mbox_response* find_in(const list<mbox_response>& mboxes, std::string_view name) noexcept {
  auto found = std::find_if(mboxes.begin(), mboxes.end(),
                            [&](const mbox_response& each) { return each.name == name; });
  return found == mboxes.end() ? nullptr : &*found;
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
