// Opens a page of a client.
#pragma once

#include <optional>

#include <target_sdk/page.hpp>

#include "actors/client_settings.hpp"
#include "actors/facade_calls.hpp"
#include "actors/messages.hpp"

namespace target_sdk::detail {

/// What a page needs of its client.
struct page_surroundings {
  caf::actor_system& system;
  bool is_own_system = false; ///< It may end before the page.
  settings_ptr settings = {};
  facade_calls calls;
  router_actor router = {};
  notifier_actor notifier = {};
  attributes_actor attributes = {};  ///< Of the client.
  std::optional<error> refusal = {}; ///< Why the client refuses calls; then the page does, too.
};

page open_page(page_surroundings around, page_request request, const page_options& options);

} // namespace target_sdk::detail
