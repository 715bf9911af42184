#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <target_sdk/artifact.hpp>

#include "decisioning/artifact/artifact_data.hpp"
#include "decisioning/artifact/artifact_reader.hpp"
#include "models/parse_in_place.hpp"

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

/// Where a line begins.
struct line_start {
  std::uint32_t begin;          ///< In the text without indentation.
  std::uint32_t removed_before; ///< How much was taken out up to there.
};

/// Takes the indentation out of JSON, where it would stay in memory as long as the rules do. Line
/// breaks stay: no string may have one, and what they divide must not become one. Says where the
/// lines are; nothing of a text of short lines, which stays as it is: to take notes of each must
/// not cost more than the text does. The first line keeps its blanks: a byte order mark behind them
/// stays the fault that it is.
std::vector<line_start> take_indentation(std::string& text) {
  const auto most = text.size() / sizeof(line_start);
  std::size_t breaks = 0;
  for (auto at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1))
    if (++breaks > most)
      return {};
  std::vector<line_start> lines;
  lines.reserve(breaks + 1);
  std::size_t to = 0;
  for (std::size_t at = 0; at < text.size();) {
    while (at > 0 && (text[at] == ' ' || text[at] == '\t'))
      ++at;
    lines.push_back({static_cast<std::uint32_t>(to), static_cast<std::uint32_t>(at - to)});
    const auto first = at;
    at = std::min(text.find('\n', first), text.size() - 1) + 1;
    if (to != first)
      std::copy(&text[first], &text[at], &text[to]);
    to += at - first;
  }
  text.resize(to);
  return lines;
}

/// Where the text as it was given has what is at `offset` now.
std::size_t given_offset(std::size_t offset, const std::vector<line_start>& lines) {
  const auto next = std::partition_point(
    lines.begin(), lines.end(), [&](const line_start& each) { return each.begin <= offset; });
  return next == lines.begin() ? offset : offset + std::prev(next)->removed_before;
}

result<json> parse(std::string text, artifact_format format) {
  const auto lines = take_indentation(text);
  auto payload = detail::parse_in_place(std::move(text));
  if (payload)
    return *std::move(payload);
  auto& fault = payload.error();
  if (fault.offset)
    fault.offset = given_offset(*fault.offset, lines);
  // The parser's error about text decoded with a wrong key would not help.
  return fail(error_kind::malformed_response,
              "Unable to read artifact JSON"
                + (format == artifact_format::bin ? "" : ": " + fault.message()));
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
