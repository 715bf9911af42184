// Models as JSON text and back.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <target_sdk/error.hpp>
#include <target_sdk/json.hpp>

namespace target_sdk {

/// Whose values are read. Requests are checked; answers may hold enum values that are new.
enum class read_mode { request, answer };

/// How models are read from JSON.
struct read_options {
  read_mode mode = read_mode::request; ///< Requests are strict about enumerations, answers are not.
  /// Called with the path of every member that no model describes. Models of the Delivery API keep
  /// them in `extra`, calls and their answers ignore them.
  std::function<void(std::string_view path)> on_unknown = {};
};

/// The JSON text of a model: present members only, in the order of the Delivery API document, and
/// behind them those of `extra` that are not members of the model itself.
/// Always valid JSON: what is not UTF-8 in a string becomes U+FFFD, NaN and infinities null.
/// Defined for every struct in this folder.
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
/// the wrong kind is an error (`invalid_request` or `malformed_response` by mode) that names its
/// path: `execute.mboxes[3].name: expected a string`, or `$` for the model itself. In requests an
/// unknown text of an enumeration is such an error too. What the SDK repairs or drops before it
/// sends is read all the same: an unknown `context.channel`, and the `type` and `timestamp` of
/// notifications. JSON parts of the model share `value`'s ownership.
template <class Model>
[[nodiscard]] result<Model> from_json(const json& value, const read_options& options = {});

/// `json::parse` and `from_json` in one; syntax errors carry the kind of the mode too.
template <class Model>
[[nodiscard]] result<Model> from_json_text(std::string_view text, const read_options& options = {});

/// Checks a request as the service would: required members, lengths (in characters) and ranges of
/// the Delivery API document, rules for parameters; and that `extra` holds no member of its model.
/// The first offence is named by its path: `context.geo.city: longer than 50 characters`. The SDK
/// itself does not call this, but refuses calls for the last rule.
template <class Model>
[[nodiscard]] result<void> validate(const Model& value);

} // namespace target_sdk
