// The figures of a client for Prometheus. Link `target_sdk::prometheus`.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include <target_sdk/client.hpp>

namespace prometheus {
class Collectable;
} // namespace prometheus

namespace target_sdk {

/// Names and values that all series of a client get, such as `{{"client", "acmeclient"}}`: needed
/// when one process has several clients. Names are letters, digits and `_`, and none of those that
/// the series have: `kind`, `side`, `outcome`, `reason`, `host`, `gateway`, `state`, `le`.
using metric_labels = std::map<std::string, std::string>;

/// What the HTTP header `Content-Type` of `metrics_text` says.
inline constexpr std::string_view metrics_content_type = "text/plain; version=0.0.4; charset=utf-8";

/// The figures of `client::metrics` as prometheus-cpp takes them: hand it to `RegisterCollectable`
/// of a `prometheus::Exposer` or `prometheus::Gateway`, and keep it, since these do not.
///
/// Any thread may collect; it takes some microseconds and waits for nobody. It keeps the client
/// open, as a copy of it does: let go of it, or close the client, at the end. A closed client gives
/// its last figures.
[[nodiscard]] std::shared_ptr<::prometheus::Collectable>
metrics_collector(const client& of, metric_labels labels = {});

/// The same in Prometheus' text format, for programs that have a web server of their own: the body
/// of an answer to `GET /metrics`. Any thread.
[[nodiscard]] std::string metrics_text(const client& of, const metric_labels& labels = {});

} // namespace target_sdk
