// A real edge that keeps a record, and spoils one answer in five; clients of it.
#pragma once

#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <target_sdk/client.hpp>

#include "tests/prometheus/series.hpp"
#include "tests/tools/console_fixture.hpp"

namespace target_sdk::testing {

/// What the edge has recorded.
struct edge_record {
  std::vector<json> requests = {};
  std::set<std::string> request_ids = {};
  double notifications = 0; ///< Those that came several times count as often.
  std::set<std::string> notification_ids = {};
};

inline edge_record read_record(const std::string& text) {
  edge_record all;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto read = *json::parse(line);
    if (read["kind"].string_or_empty() == "request") {
      all.request_ids.emplace(read["requestId"].string_or_empty());
      all.requests.push_back(read);
    } else {
      ++all.notifications;
      all.notification_ids.emplace(read["notification"]["id"].string_or_empty());
    }
  }
  return all;
}

/// What became of the delivery calls that have reached an edge.
struct edge_tally {
  double recorded = 0; ///< Accepted ones; some of the answers were cut short or made unreadable.
  double notifications = 0; ///< In these.
  double cut = 0;
  double garbled = 0;
  double refused = 0;     ///< Injected: with status 503, not recorded.
  double reset = 0;       ///< Not recorded.
  double connections = 0; ///< Without those for figures.

  double all() const { return recorded + refused + reset; }

  friend edge_tally operator-(const edge_tally& later, const edge_tally& earlier) {
    return {.recorded = later.recorded - earlier.recorded,
            .notifications = later.notifications - earlier.notifications,
            .cut = later.cut - earlier.cut,
            .garbled = later.garbled - earlier.garbled,
            .refused = later.refused - earlier.refused,
            .reset = later.reset - earlier.reset,
            .connections = later.connections - earlier.connections};
  }
};

class faulty_edge : public console_process {
public:
  faulty_edge()
    : console_process({"--record", "RECORD", "--fault",
                       "503:0.08,reset:0.03,truncate:0.05,garbage:0.05", "--seed", "7"}) {}

  /// Its `/metrics`.
  series figures() {
    ++scrapes_;
    return read_series(get("/metrics").body);
  }

  /// How often it was asked for them.
  double scrapes() const { return scrapes_; }

  /// As long as it accepts all calls.
  edge_tally tally() {
    const auto now = figures();
    const auto faults = [&](const char* kind) {
      return now.at("target_edge_faults_total{kind=\"" + std::string(kind) + "\"}");
    };
    const auto recorded = read_record(record());
    return {.recorded = static_cast<double>(recorded.requests.size()),
            .notifications = recorded.notifications,
            .cut = faults("truncate"),
            .garbled = faults("garbage"),
            .refused = faults("status"),
            .reset = faults("reset"),
            .connections =
              now.at(R"(target_edge_connections_total{outcome="accepted"})") - scrapes_};
  }

  /// Of a client whose attempts end in no other way than the edge ends them.
  client_options options() const {
    client_options all{.client = "acmeclient", .organization_id = "org@AdobeOrg"};
    all.server_domain = authority();
    all.secure = false;
    all.telemetry_enabled = false;
    all.timeout = std::chrono::minutes(10);
    all.connect_timeout = std::chrono::minutes(1);
    all.retry = {.initial_backoff = std::chrono::milliseconds(1), .budget = 1};
    all.breaker.enabled = false;
    return all;
  }

private:
  double scrapes_ = 0;
};

} // namespace target_sdk::testing
