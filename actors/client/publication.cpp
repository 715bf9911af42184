#include "actors/client/publication.hpp"

#include <utility>

#include "actors/caf_compat.hpp"
#include "actors/client/background_call.hpp"
#include "delivery/routing.hpp"

namespace target_sdk::detail {

publication::publication(router_actor::pointer self, settings_ptr settings, supervision& actors)
  : self_(self),
    settings_(std::move(settings)),
    actors_(actors) {
  auto& options = settings_->options;
  published_.settings = {.client = options.client,
                         .property_token = options.property_token,
                         .all_matching_rules_mboxes = options.artifact.all_matching_rules_mboxes,
                         .logger = options.logger};
}

bool publication::take(artifact_loaded& loaded) {
  bool is_new = published_.artifact != loaded.artifact;
  published_.artifact = std::move(loaded.artifact);
  published_.settings.artifact = std::move(loaded.trace);
  actors_.publish(published_);
  return is_new;
}

void publication::learn_edge() {
  bool is_given = !delivery::usable_hint(settings_->options.target_location_hint).empty();
  if (is_given || questions_left_ == 0 || std::exchange(is_learning_edge_, true))
    return;
  ask_in_background(self_, settings_, actors_.workers(), [this](const offers* answer) {
    is_learning_edge_ = false;
    // An answer counts although it names no edge: a later one would not, either.
    questions_left_ = answer ? 0 : questions_left_ - 1;
    if (!answer || !answer->target_location_hint_cookie)
      return;
    published_.learned_hint = answer->target_location_hint_cookie->value;
    actors_.publish(published_);
  });
}

} // namespace target_sdk::detail
