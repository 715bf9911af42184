// Conversion of models to and from JSON.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <target_sdk/error.hpp>
#include <target_sdk/json.hpp>

namespace target_sdk {

/// What is read. Requests are checked; answers may hold unknown values of enumerations.
enum class read_mode { request, answer };

/// How models are read from JSON.
struct read_options {
  read_mode mode = read_mode::request; ///< Requests are strict about enumerations, answers are not.
  /// Called with the path of every member that no model describes. Models of the Delivery API keep
  /// them in `extra`, calls and their answers ignore them.
  std::function<void(std::string_view path)> on_unknown = {};
};

/// The JSON text of a model: present members only, in the order of the Delivery API document,
/// followed by those of `extra` that are not members of the model itself. Always valid JSON:
/// invalid UTF-8 becomes U+FFFD, NaN and infinities null. Defined for every struct in this folder.
template <class Model>
std::string to_json_text(const Model& value);

/// The same, appended to `out`.
template <class Model>
void append_json_text(std::string& out, const Model& value);

/// A model as a JSON value.
template <class Model>
json to_json(const Model& value);

/// Reads a model. Null members count as absent, except that a null `content` of an option is
/// content; unknown members go to `extra`, copied; of repeated members the last counts. A member of
/// the wrong kind is an error (`invalid_request` or `malformed_response`, by mode) that gives its
/// path: `execute.mboxes[3].name: expected a string`, or `$` for the model itself. In requests an
/// unknown text of an enumeration is such an error too. Exceptions are members that the SDK
/// corrects or drops before sending: an unknown `context.channel`, and the `type` and `timestamp`
/// of notifications. JSON parts of the model share `value`'s ownership.
template <class Model>
[[nodiscard]] result<Model> from_json(const json& value, const read_options& options = {});

/// `json::parse` and `from_json` in one; syntax errors have the kind of the mode, too.
template <class Model>
[[nodiscard]] result<Model> from_json_text(std::string_view text, const read_options& options = {});

/// Checks a request as the service would: required members, lengths (in characters) and ranges of
/// the Delivery API document, rules for parameters; and that `extra` holds no member of its model.
/// The error gives the path of the first offence: `context.geo.city: longer than 50 characters`.
/// The SDK itself does not call this, but refuses calls that break the last rule.
template <class Model>
[[nodiscard]] result<void> validate(const Model& value);

} // namespace target_sdk
