#include <algorithm>
#include <utility>

#include <target_sdk/artifact.hpp>

#include "decisioning/artifact/artifact_data.hpp"
#include "decisioning/artifact/artifact_reader.hpp"

namespace target_sdk {
namespace {

result<std::shared_ptr<const compiled_artifact>> compile(json payload, std::size_t source_size) {
  auto data = decisioning::read_artifact(std::move(payload), source_size);
  if (!data)
    return fail(error_kind::malformed_response, std::move(data.error().front()));
  return std::make_shared<const compiled_artifact>(std::move(*data));
}

result<std::string> json_text(std::string bytes, artifact_format format,
                              std::string_view organization_id) {
  return format == artifact_format::bin ? deobfuscate_artifact(bytes, organization_id)
                                        : std::move(bytes);
}

constexpr bool is_blank(char c) noexcept {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// Whether a number or a name may go on with it.
constexpr bool is_of_word(char c) noexcept {
  return std::string_view("{}[]:,\"").find(c) == std::string_view::npos;
}

/// Behind the quote that ends the string that begins at `from`; the end of a text without one.
std::size_t end_of_string(std::string_view text, std::size_t from) noexcept {
  for (auto quote = text.find('"', from + 1); quote != std::string_view::npos;
       quote = text.find('"', quote + 1)) {
    const auto last = text.find_last_not_of('\\', quote - 1);
    if ((quote - last) % 2 == 1)
      return quote + 1;
  }
  return text.size();
}

/// JSON without the blanks between its parts, which would stay in memory as long as the rules do.
std::string without_blanks(std::string_view text) {
  std::string out(text.size(), '\0');
  auto* to = out.data();
  for (std::size_t at = 0; at < text.size();) {
    const auto from = at;
    if (text[at] == '"') {
      at = end_of_string(text, at);
      to += text.copy(to, at - from, from);
      continue;
    }
    while (at < text.size() && is_blank(text[at]))
      ++at;
    if (at == from)
      *to++ = text[at++];
    else if (to != out.data() && at < text.size() && is_of_word(to[-1]) && is_of_word(text[at]))
      *to++ = ' '; // `1 2` must not become valid.
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
  return out;
}

result<json> parse(std::string text, artifact_format format) {
  // Most files have one line, and no blanks to speak of.
  if (text.find('\n') < text.size() / 2)
    if (auto payload = json::parse(without_blanks(text)))
      return payload;
  auto payload = json::parse(text); // Errors say where in the text as it was given.
  if (payload)
    return payload;
  // The parser's error about text decoded with a wrong key would not help.
  return fail(error_kind::malformed_response,
              "Unable to read artifact JSON"
                + (format == artifact_format::bin ? "" : ": " + payload.error().message));
}

} // namespace

compiled_artifact::compiled_artifact(
  std::unique_ptr<const decisioning::artifact_data> data) noexcept
  : data_(std::move(data)) {
}

compiled_artifact::~compiled_artifact() = default;

std::string_view compiled_artifact::version() const noexcept {
  return data_->version;
}
json_view compiled_artifact::meta() const noexcept {
  return data_->meta;
}
std::string_view compiled_artifact::global_mbox() const noexcept {
  return data_->global_mbox;
}
bool compiled_artifact::geo_targeting_enabled() const noexcept {
  return data_->geo_targeting_enabled;
}

const std::vector<std::string_view>& compiled_artifact::response_tokens() const noexcept {
  return data_->response_tokens.names;
}
const std::vector<std::string_view>& compiled_artifact::local_mboxes() const noexcept {
  return data_->local_mboxes;
}
const std::vector<std::string_view>& compiled_artifact::remote_mboxes() const noexcept {
  return data_->remote_mboxes;
}
const std::vector<std::string_view>& compiled_artifact::local_views() const noexcept {
  return data_->local_views;
}
const std::vector<std::string_view>& compiled_artifact::remote_views() const noexcept {
  return data_->remote_views;
}

std::size_t compiled_artifact::rule_count() const noexcept {
  return data_->rules.size();
}
std::size_t compiled_artifact::source_size() const noexcept {
  return data_->source_size;
}
json_view compiled_artifact::payload() const noexcept {
  return data_->payload;
}

result<std::shared_ptr<const compiled_artifact>>
compile_artifact(std::string bytes, artifact_format format, std::string_view organization_id) {
  auto text = json_text(std::move(bytes), format, organization_id);
  if (!text)
    return tl::unexpected<error>(std::move(text).error());
  const auto size = text->size();
  auto payload = parse(std::move(*text), format);
  if (!payload)
    return tl::unexpected<error>(std::move(payload).error());
  return compile(std::move(*payload), size);
}

result<std::shared_ptr<const compiled_artifact>> compile_artifact(json payload) {
  return compile(std::move(payload), 0);
}

std::vector<std::string> find_artifact_offences(std::string bytes, artifact_format format,
                                                std::string_view organization_id) {
  auto text = json_text(std::move(bytes), format, organization_id);
  if (!text)
    return {std::move(text).error().message};
  auto payload = parse(std::move(*text), format);
  if (!payload)
    return {std::move(payload).error().message};
  auto read = decisioning::read_artifact(std::move(*payload), 0);
  return read ? std::vector<std::string>() : std::move(read).error();
}

} // namespace target_sdk
