// What a visitor handle holds.
#pragma once

#include <target_sdk/actors.hpp>

namespace target_sdk {

struct visitor::impl {
  visitor_actor actor;

  ~impl();
};

} // namespace target_sdk
