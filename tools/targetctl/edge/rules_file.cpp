#include "tools/targetctl/edge/rules_file.hpp"

#include <utility>
#include <vector>

#include "tools/targetctl/edge/geo_table.hpp"
#include "tools/targetctl/edge/json_answers.hpp"
#include "tools/targetctl/edge/name_uuid.hpp"
#include "tools/targetctl/edge/request_target.hpp"

namespace target_sdk::tools::edge {
namespace {

constexpr std::string_view obfuscation_header = "TARGET:1";

served_file serve(std::string bytes) {
  auto etag = '"' + name_uuid(bytes) + '"';
  return {.bytes = shared_text(std::move(bytes)), .etag = std::move(etag)};
}

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  while (path.starts_with('/')) {
    path.remove_prefix(1);
    segments.push_back(path.substr(0, path.find('/')));
    path.remove_prefix(segments.back().size());
  }
  return segments;
}

bool is_for_client(std::string_view path, std::string_view client) {
  const auto segments = segments_of(path);
  return client.empty() || segments.size() == 1 || segments.front() == client;
}

// If-None-Match compares weakly: W/"x" stands for "x".
bool names_etag(std::string_view list, std::string_view etag) {
  while (!list.empty()) {
    auto item = list.substr(0, list.find(','));
    list.remove_prefix(std::min(item.size() + 1, list.size()));
    item.remove_prefix(std::min(item.find_first_not_of(" \t"), item.size()));
    item = item.substr(0, item.find_last_not_of(" \t") + 1);
    if (item.starts_with("W/"))
      item.remove_prefix(2);
    if (item == etag || item == "*")
      return true;
  }
  return false;
}

} // namespace

std::string obfuscate_artifact(std::string_view text, std::string_view organization_id) {
  const auto file_key = name_uuid(text);
  const auto key = std::string(organization_id) + file_key;
  auto bytes = std::string(obfuscation_header) + file_key;
  bytes.reserve(bytes.size() + text.size());
  for (std::size_t at = 0; at < text.size(); ++at)
    bytes += static_cast<char>(text[at] ^ key[at % key.size()]);
  return bytes;
}

result<rules_file> make_rules_file(std::string bytes, artifact_format format,
                                   const std::string& organization_id) {
  auto text = format == artifact_format::bin ? deobfuscate_artifact(bytes, organization_id)
                                             : result<std::string>(bytes);
  auto artifact = compile_artifact(std::move(bytes), format, organization_id);
  if (!artifact)
    return tl::unexpected<error>(std::move(artifact).error());
  rules_file rules{.artifact = std::move(*artifact)};
  if (!organization_id.empty())
    rules.bin = serve(obfuscate_artifact(*text, organization_id));
  rules.json = serve(std::move(*text));
  return rules;
}

bool is_rules_path(std::string_view path) noexcept {
  const auto segments = segments_of(path);
  if (segments.empty() || (segments.back() != "rules.json" && segments.back() != "rules.bin"))
    return false;
  return segments.size() == 1
         || ((segments.size() == 4 || segments.size() == 5) && segments[2] == "v1");
}

web_answer answer_rules(const rules_file& rules, std::string_view client,
                        const web_request& request) {
  const auto path = path_of(request.target);
  if (!is_for_client(path, client))
    return problem(404, "no rules of that client here, only of " + std::string(client));
  const bool is_bin = path.ends_with(".bin");
  const auto& file = is_bin ? rules.bin : rules.json;
  if (!file.bytes)
    return problem(404, "rules.bin needs the option --organization-id");
  web_answer answer{.headers = geo_headers(client_address(request))};
  answer.headers.emplace_back("ETag", file.etag);
  answer.headers.emplace_back("Cache-Control", "no-cache");
  if (names_etag(find_header(request.headers, "If-None-Match").value_or(""), file.etag)) {
    answer.status = 304;
    return answer;
  }
  answer.headers.emplace_back("Content-Type",
                              is_bin ? "application/octet-stream" : "application/json");
  answer.body = file.bytes;
  return answer;
}

} // namespace target_sdk::tools::edge
