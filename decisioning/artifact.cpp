#include <target_sdk/artifact.hpp>

#include <algorithm>
#include <utility>

#include "decisioning/artifact_data.hpp"
#include "decisioning/artifact_reader.hpp"

namespace target_sdk {
namespace {

result<std::shared_ptr<const compiled_artifact>> compile(json payload, std::size_t source_size) {
  auto data = decisioning::read_artifact(std::move(payload), source_size);
  if (!data)
    return tl::unexpected<error>(std::move(data).error());
  return std::make_shared<const compiled_artifact>(std::move(*data));
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
  return data_->response_tokens;
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
  if (format == artifact_format::bin) {
    auto text = deobfuscate_artifact(bytes, organization_id);
    if (!text)
      return tl::unexpected<error>(std::move(text).error());
    bytes = std::move(*text);
  }
  const auto size = bytes.size();
  auto payload = json::parse(std::move(bytes));
  if (!payload) {
    if (format == artifact_format::bin)
      return fail(error_kind::malformed_response, "Unable to read artifact JSON");
    return fail(error_kind::malformed_response,
                "Unable to read artifact JSON: " + payload.error().message);
  }
  return compile(std::move(*payload), size);
}

result<std::shared_ptr<const compiled_artifact>> compile_artifact(json payload) {
  return compile(std::move(payload), 0);
}

} // namespace target_sdk
