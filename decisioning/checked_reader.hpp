// Reads members of known kinds; the first offence stops a reader and is kept.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <target_sdk/error.hpp>
#include <target_sdk/json.hpp>

#include "decisioning/json_pointer.hpp"

namespace target_sdk::decisioning {

/// Thrown inside the reader of an artifact, never out of it.
struct artifact_fault {
  error reason;
};

[[noreturn]] inline void refuse(const json_pointer& place, std::string_view message) {
  throw artifact_fault{{.kind = error_kind::malformed_response,
                        .message = place.text() + ": " + std::string(message)}};
}

/// The member `key`; empty when it is missing or null.
inline std::optional<json_view> optional_member(json_view object, std::string_view key) {
  auto found = object.find(key);
  return found && found->is_null() ? std::nullopt : found;
}

inline std::optional<std::string_view> optional_text(json_view object, std::string_view key,
                                                     const json_pointer& place) {
  const auto found = optional_member(object, key);
  if (!found)
    return std::nullopt;
  if (!found->is_string())
    refuse(json_pointer(place, key), "expected a string");
  return found->as_string();
}

inline std::optional<json_view> optional_object(json_view object, std::string_view key,
                                                const json_pointer& place) {
  const auto found = optional_member(object, key);
  if (found && !found->is_object())
    refuse(json_pointer(place, key), "expected an object");
  return found;
}

inline std::optional<json_view> optional_array(json_view object, std::string_view key,
                                               const json_pointer& place) {
  const auto found = optional_member(object, key);
  if (found && !found->is_array())
    refuse(json_pointer(place, key), "expected an array");
  return found;
}

inline std::vector<std::string_view> text_list(json_view object, std::string_view key,
                                               const json_pointer& place) {
  std::vector<std::string_view> texts;
  const auto found = optional_array(object, key, place);
  if (!found)
    return texts;
  const json_pointer inside(place, key);
  texts.reserve(found->size());
  for (const auto element : found->elements()) {
    if (!element.is_string())
      refuse(json_pointer(inside, texts.size()), "expected a string");
    texts.push_back(element.string_or_empty());
  }
  return texts;
}

} // namespace target_sdk::decisioning
