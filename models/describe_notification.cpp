#include "models/details_fields.hpp"

namespace target_sdk::detail {

namespace {

constexpr std::array notification_mbox_fields = {
  member<&notification_mbox::name>("name").max_length(250).not_blank(),
  member<&notification_mbox::state>("state"),
};

constexpr std::array notification_view_fields = {
  member<&notification_view::name>("name").max_length(128),
  member<&notification_view::key>("key").max_length(512),
  member<&notification_view::state>("state"),
};

constexpr std::array notification_page_load_fields = {
  member<&notification_page_load::state>("state"),
};

// A notification whose type or timestamp is unusable is dropped later, with a log line, and does
// not make its request invalid; so reading keeps it.
constexpr auto notification_fields = joined(
  std::array{
    member<&notification::id>("id").required().max_length(200),
    member<&notification::impression_id>("impressionId").max_length(128),
    member<&notification::type>("type").required().any_text().absent_unless(json_type::string),
    member<&notification::timestamp>("timestamp").required().absent_unless(json_type::number),
    member<&notification::tokens>("tokens"),
    member<&notification::mbox>("mbox"),
    member<&notification::view>("view"),
    member<&notification::page_load>("pageLoad"),
  },
  details_fields<notification>());

bool check_notification_mbox(checker& check, const notification_mbox& value) {
  if (value.name && value.name->ends_with("-clicked"))
    return check.refuse("name", "ends with -clicked");
  return true;
}

bool check_notification(checker& check, const notification& value) {
  if (value.mbox && value.view)
    return check.refuse("both mbox and view");
  return true;
}

} // namespace

TARGET_SDK_DESCRIBE(notification_mbox, notification_mbox_fields, check_notification_mbox)
TARGET_SDK_DESCRIBE(notification_view, notification_view_fields)
TARGET_SDK_DESCRIBE(notification_page_load, notification_page_load_fields)
TARGET_SDK_DESCRIBE(notification, notification_fields, check_notification)

} // namespace target_sdk::detail
