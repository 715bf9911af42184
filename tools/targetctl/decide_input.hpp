// One line of input for `targetctl decide`.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include <target_sdk/artifact.hpp>
#include <target_sdk/decisioning.hpp>
#include <target_sdk/error.hpp>
#include <target_sdk/json.hpp>
#include <target_sdk/models/delivery_request.hpp>

namespace target_sdk::tools {

using artifact_snapshot = std::shared_ptr<const compiled_artifact>;

/// Compiles artifacts; those named by path once.
class artifact_shelf {
public:
  /// `artifact` is an artifact, or the path of one.
  result<artifact_snapshot> find(const json& artifact, const std::string& organization_id);

private:
  std::unordered_map<std::string, result<artifact_snapshot>> by_path_;
};

struct decide_input {
  json artifact = {};
  bool is_fetched = false; ///< The artifact counts as downloaded.
  std::string organization_id = {};
  decide_settings settings = {};
  decide_call call = {};
  delivery_request request = {};
  bool names_client = false; ///< Empty or not.
  bool telemetry_enabled = true;
  std::optional<json> geo_answer = {}; ///< Empty: the lookup fails.
};

/// The members of an input line, an object. Errors name the member.
result<decide_input> read_decide_input(const json& line);

} // namespace target_sdk::tools
