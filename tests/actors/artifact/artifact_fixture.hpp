// The fixture of tests that look at the artifact actor.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>
#include <target_sdk/client.hpp>

#include "tests/actors/delivery/on_device_fixture.hpp"
#include "tests/support/temp_dir.hpp"

namespace target_sdk::testing {

struct artifact_fixture : on_device_fixture {
  caf::actor_system_config config;
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  test_support::temp_dir folder;

  artifact_snapshot snapshot(const client& of) {
    const auto seen = ask(self, of.actors().artifact, get_artifact{}, 5s);
    BOOST_TEST(seen.has_value(), reason_of(seen));
    return seen.value_or(artifact_snapshot{});
  }

  client_options caching_options() {
    auto all = options();
    all.artifact.cache_file = (folder.path() / "rules.cache").string();
    return all;
  }

  /// What the trace of a decision says about the artifact.
  json traced_artifact(const client& by) {
    auto request = asking_for("hero");
    request.trace.emplace();
    const auto decided = by.decide({.request = request});
    return json((*decided->response.execute->mboxes[0].trace)["artifact"]);
  }
};

/// Counts the events of a client.
struct event_counts {
  std::atomic<int> ready{0}, succeeded{0}, failed{0}, placed{0}, unplaced{0};

  /// Watches `client`; shared, because events may still be told while it ends.
  static std::shared_ptr<event_counts> of(const client& client) {
    auto counts = std::make_shared<event_counts>();
    client.on_event([counts](const event& what) {
      counts->ready += std::holds_alternative<client_ready>(what);
      counts->succeeded += std::holds_alternative<artifact_download_succeeded>(what);
      counts->failed += std::holds_alternative<artifact_download_failed>(what);
      counts->placed += std::holds_alternative<geo_location_updated>(what);
      counts->unplaced += std::holds_alternative<geo_lookup_failed>(what);
    });
    return counts;
  }
};

} // namespace target_sdk::testing
