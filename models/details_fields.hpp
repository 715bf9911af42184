// What page loads, mboxes, views and notifications have in common (RequestDetails).
#pragma once

#include "models/members.hpp"

namespace target_sdk::detail {

/// The shared members of `Model`; mboxes have names of parameters that are reserved.
template <class Model>
consteval auto details_fields(json_rule parameters = json_rule::parameters) {
  return std::array{
    member<&Model::address>("address"),
    member<&Model::parameters>("parameters").json(parameters),
    member<&Model::profile_parameters>("profileParameters").json(json_rule::profile_parameters),
    member<&Model::order>("order"),
    member<&Model::product>("product"),
  };
}

} // namespace target_sdk::detail
