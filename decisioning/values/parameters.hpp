// The mbox parameters as conditions see them (Target: on-device decisioning).
#pragma once

#include <cstddef>
#include <string_view>

#include <target_sdk/json.hpp>

#include "decisioning/values/scratch.hpp"
#include "decisioning/values/value.hpp"

namespace target_sdk::decisioning {

/// One given key of a level; generated `_lc` siblings are not stored.
struct parameter {
  std::string_view key;
  value given;
  parameter_object* object = nullptr; ///< The level below, for objects.
  std::size_t order = 0;
  parameter* next = nullptr;
};

struct parameter_object {
  parameter* first = nullptr;
  parameter* last = nullptr;
  std::size_t count = 0;
};

/// Reads `parameters`: dotted keys become levels, objects are levels too. A dotted key wins over a
/// conflicting value, in any order; absent or invalid `parameters` are an empty level.
const parameter_object* read_parameters(json_view parameters, scratch& memory);

/// The value of `key` on a level, lower-case siblings included; undefined when there is none.
value find_parameter(const parameter_object& level, std::string_view key, scratch& memory);

/// The level as JSON, siblings included; null below 100 levels.
json parameters_to_json(const parameter_object& level, scratch& memory);

} // namespace target_sdk::decisioning
