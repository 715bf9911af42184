#include <algorithm>
#include <vector>

#include "models/members.hpp"

namespace target_sdk::detail {

namespace {

/// The service takes no more mboxes in one list.
constexpr std::uint32_t most_mboxes = 50;

constexpr std::array property_fields = {
  member<&property::token>("token").required(),
};

constexpr std::array trace_fields = {
  member<&trace::authorization_token>("authorizationToken").required(),
  member<&trace::usage>("usage"),
};

constexpr std::array audience_manager_fields = {
  member<&audience_manager::location_hint>("locationHint").minimum(1),
  member<&audience_manager::blob>("blob").min_length(1).max_length(1024).not_blank(),
};

constexpr std::array analytics_request_fields = {
  member<&analytics_request::supplemental_data_id>("supplementalDataId")
    .min_length(33)
    .max_length(33),
  member<&analytics_request::logging>("logging"),
  member<&analytics_request::tracking_server>("trackingServer"),
  member<&analytics_request::tracking_server_secure>("trackingServerSecure"),
};

constexpr std::array experience_cloud_fields = {
  member<&experience_cloud::audience_manager>("audienceManager"),
  member<&experience_cloud::analytics>("analytics"),
};

constexpr std::array execute_request_fields = {
  member<&execute_request::page_load>("pageLoad"),
  member<&execute_request::mboxes>("mboxes").max_items(most_mboxes),
};

constexpr std::array prefetch_request_fields = {
  member<&prefetch_request::views>("views"),
  member<&prefetch_request::page_load>("pageLoad"),
  member<&prefetch_request::mboxes>("mboxes").max_items(most_mboxes),
};

constexpr std::array qa_mode_preview_index_fields = {
  member<&qa_mode_preview_index::activity_index>("activityIndex").minimum(1),
  member<&qa_mode_preview_index::experience_index>("experienceIndex").minimum(1),
};

constexpr std::array qa_mode_fields = {
  member<&qa_mode::token>("token"),
  member<&qa_mode::listed_activities_only>("listedActivitiesOnly"),
  member<&qa_mode::evaluate_as_true_audience_ids>("evaluateAsTrueAudienceIds"),
  member<&qa_mode::evaluate_as_false_audience_ids>("evaluateAsFalseAudienceIds"),
  member<&qa_mode::preview_indexes>("previewIndexes").not_empty(),
  member<&qa_mode::bypass_entry_audience>("bypassEntryAudience"),
};

constexpr std::array preview_fields = {
  member<&preview::token>("token"),
};

constexpr std::array delivery_request_fields = {
  member<&delivery_request::request_id>("requestId").max_length(128),
  member<&delivery_request::impression_id>("impressionId").max_length(128),
  member<&delivery_request::id>("id"),
  member<&delivery_request::environment_id>("environmentId"),
  member<&delivery_request::property>("property"),
  member<&delivery_request::trace>("trace"),
  member<&delivery_request::context>("context").required(),
  member<&delivery_request::experience_cloud>("experienceCloud"),
  member<&delivery_request::execute>("execute"),
  member<&delivery_request::prefetch>("prefetch"),
  member<&delivery_request::telemetry>("telemetry"),
  member<&delivery_request::notifications>("notifications"),
  member<&delivery_request::qa_mode>("qaMode"),
  member<&delivery_request::preview>("preview"),
};

/// 16 hexadecimal digits, a hyphen, 16 more; the length is checked already.
bool check_analytics_request(checker& check, const analytics_request& value) {
  const auto& id = value.supplemental_data_id;
  if (id
      && (id->find_first_not_of("0123456789abcdefABCDEF") != 16 || (*id)[16] != '-'
          || id->find_first_not_of("0123456789abcdefABCDEF", 17) != std::string::npos))
    return check.refuse("supplementalDataId", "not 16 hexadecimal digits, a hyphen and 16 more");
  return true;
}

bool check_indexes(checker& check, const list<mbox_request>& mboxes) {
  const path::step list_step(check.where(), "mboxes");
  std::vector<std::int64_t> seen;
  for (std::size_t i = 0; i < mboxes.size(); ++i) {
    const auto& index = mboxes[i].index;
    if (index && std::find(seen.begin(), seen.end(), *index) != seen.end()) {
      const path::step item_step(check.where(), i);
      return check.refuse("index", "used twice");
    }
    if (index)
      seen.push_back(*index);
  }
  return true;
}

template <class Part>
bool check_part(checker& check, const Part& part) {
  return check_indexes(check, part.mboxes);
}

} // namespace

TARGET_SDK_DESCRIBE(property, property_fields)
TARGET_SDK_DESCRIBE(trace, trace_fields)
TARGET_SDK_DESCRIBE(audience_manager, audience_manager_fields)
TARGET_SDK_DESCRIBE(analytics_request, analytics_request_fields, check_analytics_request)
TARGET_SDK_DESCRIBE(experience_cloud, experience_cloud_fields)
TARGET_SDK_DESCRIBE(execute_request, execute_request_fields, check_part<execute_request>)
TARGET_SDK_DESCRIBE(prefetch_request, prefetch_request_fields, check_part<prefetch_request>)
TARGET_SDK_DESCRIBE(qa_mode_preview_index, qa_mode_preview_index_fields)
TARGET_SDK_DESCRIBE(qa_mode, qa_mode_fields)
TARGET_SDK_DESCRIBE(preview, preview_fields)
TARGET_SDK_DESCRIBE(delivery_request, delivery_request_fields)

} // namespace target_sdk::detail
