#include "benchmarks/slow_edge.hpp"

#include <stdexcept>

#include "tests/support/listening_url.hpp"

namespace target_sdk::benchmarks {

slow_edge::slow_edge(std::chrono::milliseconds latency)
  : process_({.command = {TARGETCTL_PROGRAM, "edge", "--artifact", SHOP_RULES, "--listen",
                          "127.0.0.1:0", "--latency", std::to_string(latency.count())},
              .error_file = (directory_.path() / "said").string()}) {
  auto url = test_support::await_listening_url(directory_, "said", std::chrono::seconds(10));
  if (url.empty())
    throw std::runtime_error("the local edge does not listen: " + directory_.read("said"));
  authority_ = url.substr(url.find("//") + 2);
}

} // namespace target_sdk::benchmarks
