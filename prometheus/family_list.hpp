// Builds families of metrics, one after the other.
#pragma once

#include <chrono>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <prometheus/metric_family.h>

#include <target_sdk/metrics.hpp>
#include <target_sdk/prometheus.hpp>

namespace target_sdk::detail {

/// Names and values of one series, besides those that all have.
using series_labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// `begin` starts a family, the others add a series to it.
class family_list {
public:
  explicit family_list(const metric_labels& common) {
    for (const auto& [name, value] : common)
      common_.push_back({name, value});
  }

  family_list& begin(std::string_view name, ::prometheus::MetricType type, std::string_view help);

  family_list& counter(std::string_view name, std::string_view help) {
    return begin(name, ::prometheus::MetricType::Counter, help);
  }
  family_list& gauge(std::string_view name, std::string_view help) {
    return begin(name, ::prometheus::MetricType::Gauge, help);
  }
  family_list& durations(std::string_view name, std::string_view help) {
    return begin(name, ::prometheus::MetricType::Histogram, help);
  }

  /// A number, of a counter or a gauge.
  family_list& add(double value, series_labels labels = {});
  family_list& add(std::chrono::nanoseconds time, series_labels labels = {});
  family_list& add(const histogram& times, series_labels labels = {});

  std::vector<::prometheus::MetricFamily> take() && { return std::move(families_); }

private:
  ::prometheus::ClientMetric& add_series(series_labels labels);

  std::vector<::prometheus::ClientMetric::Label> common_;
  std::vector<::prometheus::MetricFamily> families_;
};

} // namespace target_sdk::detail
