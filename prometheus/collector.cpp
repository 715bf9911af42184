#include <utility>
#include <vector>

#include <prometheus/collectable.h>
#include <prometheus/text_serializer.h>

#include <target_sdk/metrics.hpp>
#include <target_sdk/prometheus.hpp>

#include "prometheus/families.hpp"

namespace target_sdk {
namespace {

class collector final : public ::prometheus::Collectable {
public:
  collector(client of, metric_labels labels) : client_(std::move(of)), labels_(std::move(labels)) {}

  std::vector<::prometheus::MetricFamily> Collect() const override {
    return detail::metric_families(client_.metrics(), labels_);
  }

private:
  const client client_;
  const metric_labels labels_;
};

} // namespace

std::shared_ptr<::prometheus::Collectable> metrics_collector(const client& of,
                                                             metric_labels labels) {
  return std::make_shared<collector>(of, std::move(labels));
}

std::string metrics_text(const client& of, const metric_labels& labels) {
  return ::prometheus::TextSerializer().Serialize(detail::metric_families(of.metrics(), labels));
}

} // namespace target_sdk
