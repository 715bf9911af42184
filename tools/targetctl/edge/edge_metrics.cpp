#include "tools/targetctl/edge/edge_metrics.hpp"

#include <algorithm>
#include <cstdio>

#include "tools/targetctl/edge/json_answers.hpp"

namespace target_sdk::tools::edge {
namespace {

constexpr std::array<std::string_view, fault_kinds> fault_names{"none",  "status",   "reset",
                                                                "stall", "truncate", "garbage"};

std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.9g", value);
  return text.data();
}

/// A family: its name, type and description; then its series.
class family_text {
public:
  family_text(std::string& out, std::string_view name, std::string_view type, std::string_view help)
    : out_(out),
      name_("target_edge_" + std::string(name)) {
    out_ += "# HELP " + name_ + ' ' + std::string(help) + "\n# TYPE " + name_ + ' '
            + std::string(type) + '\n';
  }

  /// `labels` as they are written, without braces; none of their values needs escaping.
  void add(std::string_view suffix, const std::string& labels, const std::string& value) {
    out_ +=
      name_ + std::string(suffix) + (labels.empty() ? "" : '{' + labels + '}') + ' ' + value + '\n';
  }
  void add(const std::string& labels, std::uint64_t value) {
    add("", labels, std::to_string(value));
  }

private:
  std::string& out_;
  const std::string name_;
};

std::string label(std::string_view name, std::string_view value) {
  return std::string(name) + "=\"" + std::string(value) + '"';
}

} // namespace

void edge_metrics::add_call(std::chrono::nanoseconds time) {
  const auto found = std::find_if(bounds_us.begin(), bounds_us.end(), [time](int bound) {
    return time <= std::chrono::microseconds(bound);
  });
  ++calls_[static_cast<std::size_t>(found - bounds_us.begin())];
  call_time_ += time;
}

std::string edge_metrics::text(std::size_t open_connections) const {
  std::string out;
  family_text answers(out, "requests_total", "counter", "Answers by resource and HTTP status.");
  for (const auto& [what, count] : answers_)
    answers.add(label("resource", what.first) + ',' + label("status", std::to_string(what.second)),
                count);
  family_text calls(out, "delivery_duration_seconds", "histogram",
                    "Time of a delivery call until its answer is sent, injected latency included.");
  std::uint64_t cumulative = 0;
  for (std::size_t at = 0; at < bounds_us.size(); ++at) {
    cumulative += calls_[at];
    calls.add("_bucket", label("le", number(bounds_us[at] / 1e6)), std::to_string(cumulative));
  }
  cumulative += calls_.back();
  calls.add("_bucket", label("le", "+Inf"), std::to_string(cumulative));
  calls.add("_sum", "", number(std::chrono::duration<double>(call_time_).count()));
  calls.add("_count", "", std::to_string(cumulative));
  family_text faults(out, "faults_total", "counter", "Injected faults by kind.");
  for (std::size_t kind = 1; kind < fault_kinds; ++kind)
    faults.add(label("kind", fault_names[kind]), faults_[kind]);
  family_text(out, "notifications_total", "counter", "Notifications that were accepted.")
    .add("", notifications_);
  family_text connections(out, "connections_total", "counter",
                          "Connections that were accepted, or refused since there were too many.");
  connections.add(label("outcome", "accepted"), connections_[0]);
  connections.add(label("outcome", "refused"), connections_[1]);
  family_text(out, "connections_open", "gauge", "Open connections.").add("", open_connections);
  return out;
}

web_answer edge_metrics::answer(const web_request& request, std::size_t open_connections) const {
  if (request.method != "GET" && request.method != "HEAD")
    return method_not_allowed("GET, HEAD");
  return {.status = 200,
          .headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"},
                      {"Cache-Control", "no-store"}},
          .body = shared_text(text(open_connections))};
}

} // namespace target_sdk::tools::edge
