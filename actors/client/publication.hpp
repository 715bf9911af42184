// What on-device decisions are based on: the artifact in use and the nearest edge.
#pragma once

#include "actors/client/supervision.hpp"
#include "actors/client_settings.hpp"
#include "actors/messages.hpp"

namespace target_sdk::detail {

/// Informs all who decide when either changes.
class publication {
public:
  publication(router_actor::pointer self, settings_ptr settings, supervision& actors);

  /// Publishes what the artifact actor has loaded; true when the artifact has changed.
  bool take(artifact_loaded& loaded);
  /// Asks the service which edge is the nearest one, unless it has answered, has failed to a few
  /// times, or is being asked.
  void learn_edge();

private:
  router_actor::pointer self_;
  settings_ptr settings_;
  supervision& actors_;
  published_artifact published_;
  bool is_learning_edge_ = false;
  /// About the nearest edge. New rules come every few minutes at most: a service that fails so long
  /// is left alone.
  int questions_left_ = 5;
};

} // namespace target_sdk::detail
