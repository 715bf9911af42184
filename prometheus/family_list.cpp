#include "prometheus/family_list.hpp"

#include <cstddef>

namespace target_sdk::detail {
namespace {

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

} // namespace

family_list& family_list::begin(std::string_view name, ::prometheus::MetricType type,
                                std::string_view help) {
  ::prometheus::MetricFamily family;
  family.name = "target_sdk_" + std::string(name);
  family.help = help;
  family.type = type;
  families_.push_back(std::move(family));
  return *this;
}

::prometheus::ClientMetric& family_list::add_series(series_labels labels) {
  ::prometheus::ClientMetric series;
  series.label = common_;
  for (const auto& [name, value] : labels)
    series.label.push_back({std::string(name), std::string(value)});
  families_.back().metric.push_back(std::move(series));
  return families_.back().metric.back();
}

family_list& family_list::add(double value, series_labels labels) {
  auto& series = add_series(labels);
  if (families_.back().type == ::prometheus::MetricType::Counter)
    series.counter.value = value;
  else
    series.gauge.value = value;
  return *this;
}

family_list& family_list::add(std::chrono::nanoseconds time, series_labels labels) {
  return add(seconds(time), labels);
}

family_list& family_list::add(const histogram& times, series_labels labels) {
  auto& made = add_series(labels).histogram;
  made.sample_count = times.count();
  made.sample_sum = seconds(times.sum);
  std::uint64_t cumulative = 0;
  for (std::size_t at = 0; at < histogram_bounds.size(); ++at) {
    cumulative += times.buckets[at];
    made.bucket.push_back({cumulative, seconds(histogram_bounds[at])});
  }
  return *this; // The bucket without a bound is what the count says.
}

} // namespace target_sdk::detail
