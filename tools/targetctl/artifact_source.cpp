#include "tools/targetctl/artifact_source.hpp"

#include <target_sdk/artifact.hpp>

#include "tools/targetctl/read_file.hpp"

namespace target_sdk::tools {

result<std::string> read_artifact(const artifact_source& source, const artifact_fetcher& fetch) {
  const auto located = locate_artifact(source.place);
  if (!located.is_url)
    return read_file(located.place);
  if (!fetch)
    return fail(error_kind::invalid_request, "URLs are not supported here");
  return fetch(located.place);
}

} // namespace target_sdk::tools
