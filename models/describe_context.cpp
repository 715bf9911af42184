#include <algorithm>

#include <arpa/inet.h>

#include "models/ascii.hpp"
#include "models/client_hint_fields.hpp"
#include "models/members.hpp"
#include "models/structured_field.hpp"

namespace target_sdk::detail {

namespace {

constexpr std::array mobile_platform_fields = {
  member<&mobile_platform::device_name>("deviceName"),
  member<&mobile_platform::device_type>("deviceType").required(),
  member<&mobile_platform::platform_type>("platformType").required(),
  member<&mobile_platform::version>("version").max_length(128),
};

constexpr std::array application_fields = {
  member<&application::id>("id").max_length(250),
  member<&application::name>("name").max_length(250),
  member<&application::version>("version").max_length(128),
};

constexpr std::array screen_fields = {
  member<&screen::width>("width"),
  member<&screen::height>("height"),
  member<&screen::color_depth>("colorDepth"),
  member<&screen::pixel_ratio>("pixelRatio"),
  member<&screen::orientation>("orientation"),
};

constexpr std::array window_fields = {
  member<&window::width>("width"),
  member<&window::height>("height"),
};

constexpr std::array browser_fields = {
  member<&browser::host>("host"),
  member<&browser::language>("language"),
  member<&browser::web_gl_renderer>("webGLRenderer"),
};

constexpr std::array address_fields = {
  member<&address::url>("url").max_length(4096),
  member<&address::referring_url>("referringUrl").max_length(4096),
};

constexpr std::array geo_fields = {
  member<&geo::ip_address>("ipAddress"),
  member<&geo::latitude>("latitude"),
  member<&geo::longitude>("longitude"),
  member<&geo::country_code>("countryCode").min_length(2).max_length(2),
  member<&geo::state_code>("stateCode").min_length(1).max_length(3),
  member<&geo::city>("city").max_length(50),
  member<&geo::zip>("zip").max_length(12),
};

constexpr std::array client_hints_fields = {
  member<&client_hints::mobile>("mobile"),
  member<&client_hints::model>("model"),
  member<&client_hints::platform>("platform"),
  member<&client_hints::platform_version>("platformVersion"),
  member<&client_hints::browser_ua_with_major_version>("browserUAWithMajorVersion"),
  member<&client_hints::browser_ua_with_full_version>("browserUAWithFullVersion"),
  member<&client_hints::architecture>("architecture"),
  member<&client_hints::bitness>("bitness"),
};

bool read_mobile_field(reader& in, const node& value, client_hints& into) {
  if (value.IsNull())
    into.mobile.reset();
  else if (value.IsBool())
    into.mobile = value.GetBool();
  else
    into.mobile = value.IsString() ? read_structured_boolean(text_of(value)) : std::nullopt;
  return value.IsNull() || into.mobile || in.refuse("expected ?0, ?1 or a boolean");
}

/// Takes hints under the names of their header fields, as Adobe's documentation has them. Their
/// strings may still be in the quotes of the header.
std::optional<bool> read_hint_field(reader& in, std::string_view name, const node& value,
                                    void* model) {
  auto& into = *static_cast<client_hints*>(model);
  if (equal_ignoring_case(name, mobile_hint_field))
    return read_mobile_field(in, value, into);
  const auto field =
    std::find_if(text_hint_fields.begin(), text_hint_fields.end(),
                 [&](const text_hint_field& each) { return equal_ignoring_case(name, each.name); });
  if (field == text_hint_fields.end())
    return std::nullopt;
  auto& member = into.*field->member;
  if (value.IsNull()) {
    member.reset();
    return true;
  }
  if (!value.IsString())
    return in.refuse("expected a string");
  const auto text = text_of(value);
  member = field->is_list ? std::nullopt : read_structured_string(text);
  if (!member)
    member = std::string(text);
  return true;
}

// An unknown channel is replaced before the request is sent, so reading keeps it.
constexpr std::array context_fields = {
  member<&context::channel>("channel").required().any_text(),
  member<&context::mobile_platform>("mobilePlatform"),
  member<&context::application>("application"),
  member<&context::screen>("screen"),
  member<&context::window>("window"),
  member<&context::browser>("browser"),
  member<&context::address>("address"),
  member<&context::geo>("geo"),
  member<&context::time_offset_in_minutes>("timeOffsetInMinutes"),
  member<&context::user_agent>("userAgent"),
  member<&context::client_hints>("clientHints"),
  member<&context::beacon>("beacon"),
  member<&context::cross_domain>("crossDomain"),
};

/// The pattern of the document allows blanks around the address and a zone (`%eth0`) behind it.
bool is_ip_address(std::string text) {
  constexpr auto blanks = " \t\r\n\f\v";
  text.erase(text.find_last_not_of(blanks) + 1);
  text.erase(0, text.find_first_not_of(blanks));
  in6_addr parsed;
  if (inet_pton(AF_INET, text.c_str(), &parsed) == 1)
    return true;
  text.erase(std::min(text.find('%'), text.size()));
  return inet_pton(AF_INET6, text.c_str(), &parsed) == 1;
}

bool check_geo(checker& check, const geo& value) {
  if (value.ip_address && !is_ip_address(*value.ip_address))
    return check.refuse("ipAddress", "not an IPv4 or IPv6 address");
  return true;
}

} // namespace

TARGET_SDK_DESCRIBE(mobile_platform, mobile_platform_fields)
TARGET_SDK_DESCRIBE(application, application_fields)
TARGET_SDK_DESCRIBE(screen, screen_fields)
TARGET_SDK_DESCRIBE(window, window_fields)
TARGET_SDK_DESCRIBE(browser, browser_fields)
TARGET_SDK_DESCRIBE(address, address_fields)
TARGET_SDK_DESCRIBE(geo, geo_fields, check_geo)
template <>
const model_description& description_of<client_hints>() noexcept {
  static constexpr auto description = [] {
    auto described_hints = described<client_hints, client_hints_fields>();
    described_hints.read_other_spelling = &read_hint_field;
    return described_hints;
  }();
  return description;
}

TARGET_SDK_DESCRIBE(context, context_fields)

} // namespace target_sdk::detail
