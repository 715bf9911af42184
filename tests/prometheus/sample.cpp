// Prints figures, none of them zero, in Prometheus' text format.
#include <iostream>

#include <prometheus/text_serializer.h>

#include "prometheus/families.hpp"
#include "tests/prometheus/sample_metrics.hpp"

int main() {
  const auto figures = target_sdk::testing::sample_metrics();
  ::prometheus::TextSerializer().Serialize(
    std::cout, target_sdk::detail::metric_families(figures, {{"client", "acme"}}));
  return std::cout.flush() ? 0 : 1;
}
