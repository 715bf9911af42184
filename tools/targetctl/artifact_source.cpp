#include "tools/targetctl/artifact_source.hpp"

#include <algorithm>
#include <string_view>

#include "tools/targetctl/read_file.hpp"

namespace target_sdk::tools {
namespace {

// Without case (RFC 3986, section 3.1).
bool has_scheme(std::string_view place, std::string_view scheme) {
  return place.size() >= scheme.size()
         && std::equal(scheme.begin(), scheme.end(), place.begin(), [](char lhs, char rhs) {
              return lhs == (rhs >= 'A' && rhs <= 'Z' ? rhs + ('a' - 'A') : rhs);
            });
}

} // namespace

result<std::string> read_artifact(const artifact_source& source, const artifact_fetcher& fetch) {
  constexpr std::string_view file = "file://";
  if (has_scheme(source.place, file))
    return read_file(source.place.substr(file.size()));
  if (!has_scheme(source.place, "http://") && !has_scheme(source.place, "https://"))
    return read_file(source.place);
  if (!fetch)
    return fail(error_kind::invalid_request, "URLs are not supported here");
  return fetch(source.place);
}

} // namespace target_sdk::tools
