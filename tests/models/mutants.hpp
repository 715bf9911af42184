// All values that differ from a JSON value in a single place.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <target_sdk/json.hpp>

namespace target_sdk::testing {

std::vector<json> mutants(const json& value);

/// `object` without its member `name`.
inline json without(const json& object, std::string_view name) {
  auto out = json_builder::object();
  for (const auto& [key, member] : object.members())
    if (key != name)
      out.set(key, member);
  return std::move(out).build();
}

/// `array` with `value` at `index`.
inline json replaced(const json& array, std::size_t index, json_view value) {
  auto out = json_builder::array();
  for (std::size_t i = 0; i < array.size(); ++i)
    out.add(i == index ? value : array.json_view::at(i));
  return std::move(out).build();
}

inline std::vector<json> object_mutants(const json& value) {
  std::vector<json> out;
  for (const auto& [name, member] : value.members()) {
    out.push_back(without(value, name));
    for (const auto& mutant : mutants(value.part(member))) {
      auto changed = json_builder::object();
      for (const auto& [key, other] : value.members())
        changed.set(key, key == name ? mutant : other);
      out.push_back(std::move(changed).build());
    }
  }
  return out;
}

inline std::vector<json> array_mutants(const json& value) {
  std::vector<json> out;
  for (std::size_t i = 0; i < value.size(); ++i)
    for (const auto& mutant : mutants(value.at(i)))
      out.push_back(replaced(value, i, mutant));
  auto longer = json_builder::array();
  for (std::size_t i = 0; i <= value.size(); ++i)
    longer.add(value.empty() ? json_view(json("added")) : value.json_view::at(i % value.size()));
  if (!value.empty())
    out.push_back(std::move(longer).build());
  return out;
}

inline std::vector<json> mutants(const json& value) {
  switch (value.type()) {
  case json_type::boolean: return {json(!*value.as_bool())};
  case json_type::number: return {json(*value.as_double() + 16)};
  case json_type::string: return {json(std::string(value.string_or_empty()) + "x")};
  case json_type::array: return array_mutants(value);
  case json_type::object: return object_mutants(value);
  default: return {};
  }
}

} // namespace target_sdk::testing
