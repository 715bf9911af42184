// Inputs of the decision benchmarks: artifacts, and requests that vary from call to call.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <target_sdk/decisioning.hpp>

namespace target_sdk::benchmarks {

/// Where published artifacts lie, if they do; empty for artifacts of our own, as rich.
using schema_directory = std::filesystem::path;

/// One kind of request on one artifact.
struct decide_case {
  std::string name;
  std::shared_ptr<const compiled_artifact> artifact;
  std::vector<delivery_request> requests; ///< To be decided in turn.
  decide_settings settings;
};

/// two_mboxes, page_load, all_views, large_one_mbox.
std::vector<decide_case> make_decide_cases(const schema_directory& schema);

/// The JSON text of the large artifact.
std::string large_artifact_text(const schema_directory& schema);

} // namespace target_sdk::benchmarks
