#include "tools/targetctl/artifact_source.hpp"

#include "tools/targetctl/read_file.hpp"

namespace target_sdk::tools {
namespace {

bool is_url(const std::string& place) {
  return place.starts_with("http://") || place.starts_with("https://");
}

} // namespace

result<std::string> read_artifact(const artifact_source& source, const artifact_fetcher& fetch) {
  if (!is_url(source.place))
    return read_file(source.place);
  if (!fetch)
    return fail(error_kind::invalid_request, "URLs are not supported here");
  return fetch(source.place);
}

} // namespace target_sdk::tools
