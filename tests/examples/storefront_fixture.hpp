// A running storefront.
#pragma once

#include "tests/examples/web_fixture.hpp"
#include "tests/support/built_file.hpp"

namespace target_sdk::testing {

inline std::string storefront_program() {
  return test_support::built_file("examples/storefront/storefront");
}

/// The command of a shop on a free port. `target` is HOST:PORT. Unless told otherwise it has so
/// much patience that a slow machine does not look like a Target that is away.
inline std::vector<std::string> shop_command(const std::string& target,
                                             std::vector<std::string> more = {}) {
  std::vector<std::string> all = {storefront_program(), "--listen", "127.0.0.1:0", "--target",
                                  target};
  if (std::find(more.begin(), more.end(), "--target-deadline") == more.end())
    all.insert(all.end(), {"--target-deadline", "10000"});
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

/// A running shop.
class storefront_process : public web_process {
public:
  explicit storefront_process(const edge_process& edge, std::vector<std::string> more = {})
    : web_process(shop_command(edge.authority(), std::move(more))) {}

  /// Any command that starts the shop.
  explicit storefront_process(std::vector<std::string> command) : web_process(std::move(command)) {}
};

/// The class of the banner: `hero calm`, `hero loud`, or `hero` for the default.
inline std::string banner_of(const test_support::fetched& page) {
  return between(page.body, "<section class=\"", "\"");
}

/// What the buy button posts.
inline std::string events_of(const test_support::fetched& page) {
  auto text = between(page.body, "data-events=\"", "\"");
  for (std::size_t at = 0; (at = text.find("&quot;", at)) != std::string::npos;)
    text.replace(at, 6, "\"");
  return text;
}

} // namespace target_sdk::testing
