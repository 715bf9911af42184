#include "benchmarks/slow_edge.hpp"

#include <stdexcept>
#include <string_view>

#include "tests/support/eventually.hpp"

namespace target_sdk::benchmarks {
namespace {

constexpr std::string_view greeting = "listening on http://";

} // namespace

slow_edge::slow_edge(std::chrono::milliseconds latency)
  : process_({.command = {TARGETCTL_PROGRAM, "edge", "--artifact", SHOP_RULES, "--listen",
                          "127.0.0.1:0", "--latency", std::to_string(latency.count())},
              .error_file = (directory_.path() / "said").string()}) {
  std::string said;
  bool is_up = test_support::eventually(
    [&] {
      said = directory_.read("said");
      return said.starts_with(greeting) && said.ends_with('\n');
    },
    std::chrono::seconds(10));
  if (!is_up)
    throw std::runtime_error("the local edge does not listen: " + said);
  authority_ = said.substr(greeting.size(), said.size() - greeting.size() - 1);
}

} // namespace target_sdk::benchmarks
