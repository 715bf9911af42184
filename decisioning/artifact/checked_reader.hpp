// Reads members of expected kinds; others are recorded as offences and treated as absent.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include <target_sdk/json.hpp>

#include "decisioning/artifact/json_pointer.hpp"
#include "decisioning/artifact/offences.hpp"

namespace target_sdk::decisioning {

/// The member `key`; empty when it is missing or null.
inline std::optional<json_view> optional_member(json_view object, std::string_view key) {
  auto found = object.find(key);
  return found && found->is_null() ? std::nullopt : found;
}

/// Reads members of the object at `place`; they may be missing or null unless required.
class checked_reader {
public:
  explicit checked_reader(offence_log& log) noexcept : log_(log) {}

  bool flag(json_view object, std::string_view key, const json_pointer& place) const {
    const auto found = member(object, key, place, &json_view::is_bool, "expected true or false");
    return found && *found->as_bool();
  }
  std::optional<std::string_view> text(json_view object, std::string_view key,
                                       const json_pointer& place) const {
    const auto found = member(object, key, place, &json_view::is_string, "expected a string");
    return found ? found->as_string() : std::nullopt;
  }
  std::optional<json_view> object(json_view object, std::string_view key,
                                  const json_pointer& place) const {
    return member(object, key, place, &json_view::is_object, "expected an object");
  }
  std::optional<json_view> required_object(json_view object, std::string_view key,
                                           const json_pointer& place) const {
    return is(object[key], json_pointer(place, key), &json_view::is_object, "expected an object");
  }
  std::optional<json_view> array(json_view object, std::string_view key,
                                 const json_pointer& place) const {
    return member(object, key, place, &json_view::is_array, "expected an array");
  }
  std::vector<std::string_view> texts(json_view object, std::string_view key,
                                      const json_pointer& place) const {
    std::vector<std::string_view> all;
    const auto found = array(object, key, place);
    if (!found)
      return all;
    const json_pointer inside(place, key);
    all.reserve(found->size());
    std::size_t index = 0;
    for (const auto element : found->elements())
      if (is(element, json_pointer(inside, index++), &json_view::is_string, "expected a string"))
        all.push_back(element.string_or_empty());
    return all;
  }
  /// `element` at `place` when it is an object.
  std::optional<json_view> object_at(json_view element, const json_pointer& place) const {
    return is(element, place, &json_view::is_object, "expected an object");
  }

private:
  using kind = bool (json_view::*)() const noexcept;

  std::optional<json_view> is(json_view found, const json_pointer& place, kind expected,
                              std::string_view offence) const {
    if ((found.*expected)())
      return found;
    log_.note(place, offence);
    return std::nullopt;
  }
  std::optional<json_view> member(json_view object, std::string_view key, const json_pointer& place,
                                  kind expected, std::string_view offence) const {
    const auto found = optional_member(object, key);
    return found ? is(*found, json_pointer(place, key), expected, offence) : std::nullopt;
  }

  offence_log& log_;
};

} // namespace target_sdk::decisioning
