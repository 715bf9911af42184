// The figures of a client as Prometheus' families of metrics. Pure.
#pragma once

#include <vector>

#include <prometheus/metric_family.h>

#include <target_sdk/metrics.hpp>
#include <target_sdk/prometheus.hpp>

namespace target_sdk::detail {

/// At most so many hosts have series of their own, those that were down most often; the others
/// share one, with the host `other`.
inline constexpr std::size_t most_hosts = 50;

/// All families, in the same order every time. Each possible combination of kind, side and outcome
/// has a series from the start, so that rates know where they began.
std::vector<::prometheus::MetricFamily> metric_families(const metrics& figures,
                                                        const metric_labels& labels);

} // namespace target_sdk::detail
