#include "decisioning/count_rules.hpp"

#include "decisioning/artifact/artifact_data.hpp"

namespace target_sdk::decisioning {
namespace {

std::size_t rules_at(const location* place) noexcept {
  return place == nullptr ? 0 : place->rules.size();
}

/// For what execute and prefetch both have.
template <class Mode>
std::size_t rules_for(const artifact_data& artifact, const Mode& mode) {
  std::size_t count = 0;
  for (const auto& mbox : mode.mboxes)
    if (mbox.name)
      count += rules_at(artifact.find_mbox(*mbox.name));
  if (mode.page_load)
    count += rules_at(artifact.find_mbox(artifact.global_mbox));
  return count;
}

} // namespace

std::size_t count_rules(const compiled_artifact& artifact, const delivery_request& request) {
  const auto& data = artifact.data();
  std::size_t count = 0;
  if (request.execute)
    count += rules_for(data, *request.execute);
  if (!request.prefetch)
    return count;
  count += rules_for(data, *request.prefetch);
  for (const auto& view : request.prefetch->views)
    count += view.name ? rules_at(data.find_view(*view.name)) : data.rules.size();
  return count;
}

} // namespace target_sdk::decisioning
