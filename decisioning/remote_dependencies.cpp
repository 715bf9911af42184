// What only the server can decide (Target: on-device decisioning).
#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include <target_sdk/decisioning.hpp>

#include "decisioning/artifact/artifact_data.hpp"

namespace target_sdk {
namespace {

using decisioning::known_name;
using decisioning::name_index;

// Gathers names; the positions of the artifact's remote list come first.
class remote_names {
public:
  explicit remote_names(const name_index& names) noexcept : names_(names) {}

  void add(std::string_view name) {
    const auto* const known = names_.find(name);
    if (known != nullptr && known->remote_position)
      listed_.emplace_back(*known->remote_position, name);
    else if (known == nullptr || !known->is_local)
      others_.push_back(name);
  }

  std::vector<std::string> take() {
    if (listed_.empty() && others_.empty())
      return {};
    std::sort(listed_.begin(), listed_.end());
    listed_.erase(std::unique(listed_.begin(), listed_.end()), listed_.end());
    std::vector<std::string> names;
    names.reserve(listed_.size() + others_.size());
    for (const auto& [position, name] : listed_)
      names.emplace_back(name);
    std::unordered_set<std::string_view> seen;
    for (const auto name : others_)
      if (seen.insert(name).second)
        names.emplace_back(name);
    return names;
  }

private:
  const name_index& names_;
  std::vector<std::pair<std::uint32_t, std::string_view>> listed_;
  std::vector<std::string_view> others_;
};

void add_mboxes(remote_names& names, const list<mbox_request>& mboxes) {
  for (const auto& mbox : mboxes)
    if (mbox.name && !mbox.name->empty())
      names.add(*mbox.name);
}

std::vector<std::string> remote_mboxes(const decisioning::artifact_data& artifact,
                                       const delivery_request& request) {
  remote_names names(artifact.mbox_names);
  bool wants_page_load = false;
  if (request.prefetch) {
    add_mboxes(names, request.prefetch->mboxes);
    wants_page_load = request.prefetch->page_load.has_value();
  }
  if (request.execute) {
    add_mboxes(names, request.execute->mboxes);
    wants_page_load = wants_page_load || request.execute->page_load.has_value();
  }
  if (wants_page_load)
    names.add(artifact.global_mbox);
  return names.take();
}

std::vector<std::string> remote_views(const decisioning::artifact_data& artifact,
                                      const delivery_request& request) {
  if (!request.prefetch || !request.prefetch->views.has_value())
    return {};
  remote_names names(artifact.view_names);
  bool any_name = false;
  for (const auto& view : request.prefetch->views) {
    if (!view.name)
      continue;
    any_name = true;
    names.add(*view.name);
  }
  if (!any_name)
    for (const auto name : artifact.remote_views)
      names.add(name);
  return names.take();
}

/// Whether `request` is of a QA or preview link, whose tokens mean something to the server only.
bool wants_qa_mode(const delivery_request& request) {
  return (request.qa_mode && *request.qa_mode != qa_mode{})
         || (request.preview && *request.preview != preview{});
}

} // namespace

remote_dependencies find_remote_dependencies(const compiled_artifact& artifact,
                                             const delivery_request& request) {
  return {.mboxes = remote_mboxes(artifact.data(), request),
          .views = remote_views(artifact.data(), request),
          .qa_mode = wants_qa_mode(request)};
}

} // namespace target_sdk
