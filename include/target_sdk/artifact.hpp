// The on-device artifact: the rules file of a client, validated and compiled once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <target_sdk/error.hpp>
#include <target_sdk/json.hpp>

namespace target_sdk {

namespace decisioning {
struct artifact_data;
}

/// How the bytes of an artifact are encoded: `rules.json` or the obfuscated `rules.bin`.
enum class artifact_format : std::uint8_t { json, bin };

/// State of on-device decisioning.
enum class artifact_state : std::uint8_t {
  loading,  ///< No artifact yet.
  ready,    ///< The artifact in use is the latest.
  degraded, ///< The last attempt to load failed; the artifact in use, if any, stays.
  stopped,  ///< Polling is stopped; the artifact in use, if any, stays.
};

/// Allocations from `lowest` to `highest`, in percent, both included.
struct allocation_range {
  double lowest = 0;      ///< From 0.
  double highest = 99.99; ///< Up to 99.99; allocations have two decimals.

  friend bool operator==(const allocation_range&, const allocation_range&) = default;
};

/// One rule, summarised for people.
struct rule_summary {
  std::string rule_key = {};        ///< Names the rule; rules of one activity may share it.
  std::string activity_id = {};     ///< Also a part of the allocation key.
  std::string activity_name = {};   ///< As in the user interface of Target.
  std::string activity_type = {};   ///< Such as `ab` or `xt`.
  std::string experience_id = {};   ///< The experience that the rule selects.
  std::string experience_name = {}; ///< As in the user interface of Target.
  std::vector<std::string> audience_ids = {};    ///< Audiences the condition was generated from.
  std::vector<std::string> property_tokens = {}; ///< Empty: for all properties.
  /// Allocations for which the rule can match, ascending; empty: it never matches.
  std::vector<allocation_range> allocations = {};
  /// Whether `allocations` is only an upper bound, because other parts of the condition matter too,
  /// as in an `or`.
  bool allocation_varies = false;
  std::vector<std::string> option_types = {}; ///< Type of each offer, in order.
};

/// The rules of one mbox or view, in priority order.
struct location_summary {
  std::string name = {};                ///< Of the mbox or view.
  bool is_view = false;                 ///< False: an mbox.
  bool is_local = false;                ///< Listed in `localMboxes` or `localViews`.
  bool is_remote = false;               ///< Listed in `remoteMboxes` or `remoteViews`.
  std::vector<rule_summary> rules = {}; ///< In priority order.
};

/// A validated, compiled, immutable artifact (Target: on-device decisioning). Any number of threads
/// may decide on one at the same time. Shared by pointer: a decision keeps its artifact alive as
/// long as it refers to its content.
class compiled_artifact {
public:
  /// For the SDK alone: use `compile_artifact`.
  explicit compiled_artifact(std::unique_ptr<const decisioning::artifact_data> data) noexcept;
  compiled_artifact(const compiled_artifact&) = delete;
  compiled_artifact& operator=(const compiled_artifact&) = delete;
  ~compiled_artifact();

  /// Version of the format, `1.x.y`.
  std::string_view version() const noexcept;
  /// `{clientCode, environment, generatedAt}`, an empty object when the artifact has none.
  json_view meta() const noexcept;
  /// Name of the mbox that stands for the page load, `target-global-mbox` by default.
  std::string_view global_mbox() const noexcept;
  /// Whether any rule needs the visitor's geolocation.
  bool geo_targeting_enabled() const noexcept;

  /// Names as the artifact lists them, in its order; valid as long as this object.
  /// @{
  const std::vector<std::string_view>& response_tokens() const noexcept;
  const std::vector<std::string_view>& local_mboxes() const noexcept;
  const std::vector<std::string_view>& remote_mboxes() const noexcept;
  const std::vector<std::string_view>& local_views() const noexcept;
  const std::vector<std::string_view>& remote_views() const noexcept;
  /// @}

  /// Rules of all mboxes and views.
  std::size_t rule_count() const noexcept;
  /// Bytes of the JSON text it was read from; 0 for a payload.
  std::size_t source_size() const noexcept;
  /// The artifact as JSON, valid as long as this object.
  json_view payload() const noexcept;

  /// All locations with rules: mboxes, then views, in the order of the artifact.
  std::vector<location_summary> summary() const;

  /// For the decision engine alone.
  const decisioning::artifact_data& data() const noexcept { return *data_; }

private:
  std::unique_ptr<const decisioning::artifact_data> data_;
};

/// Validates and compiles an artifact. `bytes` is the body of the rules file; `organization_id`
/// (`...@AdobeOrg`) is needed for `artifact_format::bin` only. Pure, on the calling thread. Errors
/// (`malformed_response`) give the JSON pointer of the first offence, as in
/// `/rules/mboxes/hero/0/condition/and/1: unknown operator "foo"`; the root is called `artifact`.
/// Macros may add at most 64 MiB to the contents of an artifact.
[[nodiscard]] result<std::shared_ptr<const compiled_artifact>>
compile_artifact(std::string bytes, artifact_format format, std::string_view organization_id);

/// The same for an artifact that is parsed already. The result keeps `payload` alive.
[[nodiscard]] result<std::shared_ptr<const compiled_artifact>> compile_artifact(json payload);

/// What is wrong with an artifact, for its authors: the error of `compile_artifact` and all others,
/// up to a hundred. Empty when it compiles.
[[nodiscard]] std::vector<std::string>
find_artifact_offences(std::string bytes, artifact_format format, std::string_view organization_id);

/// The JSON text of an obfuscated artifact, `rules.bin`. Errors: `Invalid Artifact` (header,
/// version). The text itself is not checked.
[[nodiscard]] result<std::string> deobfuscate_artifact(std::string_view bytes,
                                                       std::string_view organization_id);

/// What the URL of a client's artifact is built from (Target: on-device decisioning).
struct artifact_place {
  std::string client = {};                        ///< The client code.
  std::string environment = {};                   ///< Any name, in any case; empty: production.
  std::string property_token = {};                ///< The client option, never the request's.
  artifact_format format = artifact_format::json; ///< Chooses `rules.json` or `rules.bin`.
  std::string cdn_base_path = "assets.adobetarget.com"; ///< Host, or URL without a path.
  bool secure = true;                                   ///< False: http.
};

/// `https://assets.adobetarget.com/{client}/{environment}/v1[/{propertyToken}]/rules.json`, the
/// environment in lower case (Unicode), each part percent-encoded: `QA Team 2` becomes
/// `qa%20team%202`.
std::string artifact_url(const artifact_place& place);

/// The URL or file that an artifact location names.
struct located_artifact {
  bool is_url = false;    ///< An http or https URL; false: a file.
  std::string place = {}; ///< The URL or the path.

  friend bool operator==(const located_artifact&, const located_artifact&) = default;
};

/// Reads a location, such as the option `artifactLocation`: an http or https URL, in which blanks
/// and other invalid characters are percent-encoded as in browsers; `file://` and a percent-encoded
/// path; or a path, taken as is.
located_artifact locate_artifact(std::string_view location);

/// The geo service on the same host: `https://assets.adobetarget.com/v1/geo`.
std::string geo_url(std::string_view cdn_base_path = "assets.adobetarget.com", bool secure = true);

/// The format meant by the option `artifactFormat` (`json`, `bin` or empty) and a location: an
/// empty option means bin when the location ends in `.bin`, any case. Error
/// (`invalid_configuration`): the option is something else.
[[nodiscard]] result<artifact_format> artifact_format_of(std::string_view option,
                                                         std::string_view location);

} // namespace target_sdk
