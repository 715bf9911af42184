// On-device decisioning: pure functions over a compiled artifact. No I/O, no clock, no waiting;
// any number of threads may call them with the same artifact.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <target_sdk/artifact.hpp>
#include <target_sdk/error.hpp>
#include <target_sdk/http.hpp>
#include <target_sdk/json.hpp>
#include <target_sdk/logging.hpp>
#include <target_sdk/models/delivery_request.hpp>
#include <target_sdk/models/delivery_response.hpp>
#include <target_sdk/models/notification.hpp>
#include <target_sdk/random.hpp>

namespace target_sdk {

/// What traces report about the artifact (Target: on-device decisioning, traces).
struct artifact_trace {
  std::string location = "Not Applicable"; ///< URL or path; the default is for a payload.
  std::int64_t polling_interval_ms = 0;    ///< 0: never polled.
  bool polling_halted = false;             ///< Whether polling was stopped.
  std::int64_t retrieval_count = 1;        ///< Artifacts loaded since the start.
  std::int64_t last_retrieved_ms = 0;      ///< Since the epoch.
};

/// What is the same for all calls of a client.
struct decide_settings {
  std::string client = {}; ///< The client code; part of the allocation key.
  /// The client's own property. Only the token in the request selects rules; a different one is
  /// logged at debug level.
  std::string property_token = {};
  /// Mboxes answered by every matching rule (`onDeviceAllMatchingRulesMboxes`).
  std::vector<std::string> all_matching_rules_mboxes = {};
  artifact_trace artifact = {}; ///< Read only when a request asks for a trace.
  log_sink logger = {};         ///< Dropped mboxes, failing conditions, property mismatches.
};

/// What is specific to one call.
struct decide_call {
  std::int64_t now_ms = 0;              ///< Milliseconds since the epoch.
  random_source random = thread_random; ///< For generated identifiers.
  std::string session_id = {};          ///< Shown in traces.
  std::string location_hint = {};       ///< Edge cluster of a generated visitor id; empty: none.
  /// The visitor's geolocation, from `decided_geo` or `apply_geo_answer`; default: that of the
  /// request, without a lookup.
  std::optional<target_sdk::geo> geo = {};
};

/// What of a request only the server can answer. Names: those of the artifact's remote list in its
/// order, then the others as requested; each once.
struct remote_dependencies {
  std::vector<std::string> mboxes = {}; ///< Names of mboxes.
  std::vector<std::string> views = {};  ///< Names of views.
  bool qa_mode = false;                 ///< QA mode or a preview is asked for.

  /// Whether there is any.
  bool any() const noexcept { return !mboxes.empty() || !views.empty() || qa_mode; }
  friend bool operator==(const remote_dependencies&, const remote_dependencies&) = default;
};

/// What was decided.
struct decision {
  /// Status 200, or 206 when something needs the server. Content points into the artifact; its JSON
  /// values share ownership through the `shared_ptr` passed in.
  delivery_response response = {};
  remote_dependencies remote = {}; ///< Requested, but only the server can decide it.
  /// Impressions of `execute`, in order; send them in the background with `impression_request`.
  std::vector<notification> notifications = {};
  /// The visitor's geolocation that the decision used.
  target_sdk::geo geo = {};
};

/// Decides a request as it stands (Target: on-device decisioning); the caller fills in ids and
/// property from cookies and options. Never waits and never fails. A condition that raises an error
/// does not match and is logged once per rule; so is every condition left after 5 million
/// evaluation steps in a call. Macros are expanded up to 16 MiB of content per call; beyond that
/// they stay as written, which is logged. `artifact` must not be null.
decision decide(const std::shared_ptr<const compiled_artifact>& artifact,
                const delivery_request& request, const decide_settings& settings,
                const decide_call& call);

/// What of `request` the artifact cannot decide.
remote_dependencies find_remote_dependencies(const compiled_artifact& artifact,
                                             const delivery_request& request);

/// The delivery request that reports the impressions of a decision: id, context with the
/// geolocation used (without its empty strings), experienceCloud, notifications; and the caller's
/// property, environmentId, qaMode and trace.
delivery_request impression_request(const delivery_request& request, const decision& decided);

/// A lookup to make before deciding: GET `geo_url()`.
struct geo_lookup {
  /// Value of the header `x-forwarded-for`; none: no header, and the service uses the caller's
  /// address.
  std::optional<std::string> ip_address = {};

  friend bool operator==(const geo_lookup&, const geo_lookup&) = default;
};

/// The lookup that `request` needs on this artifact, if any.
std::optional<geo_lookup> geo_lookup_needed(const compiled_artifact& artifact,
                                            const delivery_request& request);

/// The geolocation in `request`, without an `ip_address` that is not valid.
geo decided_geo(const delivery_request& request);

/// `given` completed by the geo service's answer: its JSON body first, then its headers. Members
/// that are null, empty, missing or not numbers where required stay unchanged.
geo apply_geo_answer(geo given, json_view body, const http_headers& headers = {});

} // namespace target_sdk
