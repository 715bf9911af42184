#include <boost/test/unit_test.hpp>

#include <initializer_list>
#include <string>
#include <string_view>

#include <target_sdk/models/enums.hpp>

using namespace target_sdk;

namespace {

/// `names` are those of all values, in order.
template <class Enum>
void check_names(std::initializer_list<std::string_view> names) {
  auto value = Enum{};
  for (const auto name : names) {
    BOOST_TEST(to_string(value) == name);
    BOOST_TEST((enum_from_string<Enum>(name) == value));
    BOOST_TEST((text_enum<Enum>::from_text(name) == value));
    BOOST_TEST(text_enum<Enum>(value).text() == name);
    value = static_cast<Enum>(static_cast<int>(value) + 1);
  }
  BOOST_TEST(to_string(value) == "");
  for (const auto* other : {"", "Web", "none", " click"})
    BOOST_TEST(!enum_from_string<Enum>(other).has_value());
}

} // namespace

BOOST_AUTO_TEST_SUITE(enums)

BOOST_AUTO_TEST_CASE(texts_are_those_of_the_document) {
  check_names<authenticated_state>({"unknown", "authenticated", "logged_out"});
  check_names<channel_type>({"mobile", "web"});
  check_names<cross_domain>({"enabled", "disabled"});
  check_names<decisioning_method>({"server-side", "on-device", "hybrid"});
  check_names<device_type>({"phone", "tablet"});
  check_names<execution_mode>({"edge", "local"});
  check_names<logging_type>({"server_side", "client_side"});
  check_names<metric_type>({"click", "display"});
  check_names<mobile_platform_type>({"android", "ios"});
  check_names<option_type>({"html", "json", "redirect", "dynamic", "actions"});
  check_names<screen_orientation>({"portrait", "landscape"});
}

BOOST_AUTO_TEST_CASE(enumerators_match_their_texts) {
  BOOST_TEST(to_string(decisioning_method::on_device) == "on-device");
  BOOST_TEST(to_string(authenticated_state::logged_out) == "logged_out");
  BOOST_TEST(to_string(channel_type::web) == "web");
  BOOST_TEST(to_string(metric_type::display) == "display");
  BOOST_TEST(to_string(mobile_platform_type::ios) == "ios");
  BOOST_TEST(to_string(option_type::redirect) == "redirect");
  BOOST_TEST(to_string(logging_type::client_side) == "client_side");
}

BOOST_AUTO_TEST_CASE(unknown_texts_are_kept) {
  const auto value = text_enum<metric_type>::from_text("hover");
  BOOST_TEST(!value.is_known());
  BOOST_TEST(!value.value().has_value());
  BOOST_TEST(value.text() == "hover");
  BOOST_TEST((value == text_enum<metric_type>::from_text("hover")));
  BOOST_TEST(!(value == text_enum<metric_type>::from_text("drag")));
  BOOST_TEST(!(value == metric_type::click));
}

BOOST_AUTO_TEST_SUITE_END()
