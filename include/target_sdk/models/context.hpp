// The context of a request: device, browser, page, geolocation.
// The members follow the public Delivery API document; an absent member is not written to JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <target_sdk/models/boxed.hpp>
#include <target_sdk/models/enums.hpp>
#include <target_sdk/models/extra_members.hpp>

namespace target_sdk {

/// The device a mobile app runs on; expected when `channel` is mobile.
struct mobile_platform {
  std::optional<std::string> device_name = {}; ///< Model, as the vendor names it.
  std::optional<text_enum<target_sdk::device_type>> device_type = {}; ///< Required by the service.
  std::optional<text_enum<mobile_platform_type>> platform_type = {};  ///< Required by the service.
  std::optional<std::string> version = {}; ///< Unset: only activities for any version.
  extra_members extra = {};                ///< Members that are not listed here, kept and sent.

  friend bool operator==(const mobile_platform&, const mobile_platform&) = default;
};

/// The app that asks.
struct application {
  std::optional<std::string> id = {};   ///< At most 250 characters.
  std::optional<std::string> name = {}; ///< At most 250 characters.
  /// Unset: activities that name a version are not evaluated.
  std::optional<std::string> version = {};
  extra_members extra = {}; ///< Members that are not listed here, kept and sent.

  friend bool operator==(const application&, const application&) = default;
};

/// The visitor's screen, in pixels.
struct screen {
  std::optional<double> width = {};       ///< Pixels.
  std::optional<double> height = {};      ///< Pixels.
  std::optional<double> color_depth = {}; ///< Bits per pixel.
  std::optional<double> pixel_ratio = {}; ///< Device pixels for each CSS pixel.
  std::optional<text_enum<screen_orientation>> orientation = {}; ///< As held now.
  extra_members extra = {}; ///< Members that are not listed here, kept and sent.

  friend bool operator==(const screen&, const screen&) = default;
};

/// The visitor's browser window, in pixels.
struct window {
  std::optional<double> width = {};  ///< Pixels.
  std::optional<double> height = {}; ///< Pixels.
  extra_members extra = {};          ///< Members that are not listed here, kept and sent.

  friend bool operator==(const window&, const window&) = default;
};

/// The visitor's browser; only for channel web.
struct browser {
  std::optional<std::string> host = {};            ///< Host of the page.
  std::optional<std::string> language = {};        ///< Language tag, such as `de-AT`.
  std::optional<std::string> web_gl_renderer = {}; ///< What WebGL says about the graphics hardware.
  extra_members extra = {}; ///< Members that are not listed here, kept and sent.

  friend bool operator==(const browser&, const browser&) = default;
};

/// The page a visitor is on, and its referrer.
struct address {
  std::optional<std::string> url = {}; ///< Of the page; at most 4096 characters.
  /// Where the visitor came from; at most 4096 characters.
  std::optional<std::string> referring_url = {};
  extra_members extra = {}; ///< Members that are not listed here, kept and sent.

  friend bool operator==(const address&, const address&) = default;
};

/// The visitor's geolocation, or an IP address to look it up by.
struct geo {
  std::optional<std::string> ip_address = {};   ///< IPv4 or IPv6.
  std::optional<double> latitude = {};          ///< Degrees, north positive.
  std::optional<double> longitude = {};         ///< Degrees, east positive.
  std::optional<std::string> country_code = {}; ///< ISO 3166-1 alpha-2.
  std::optional<std::string> state_code = {};   ///< ISO 3166-2 subdivision.
  std::optional<std::string> city = {};         ///< At most 50 characters.
  std::optional<std::string> zip = {};          ///< Postal code; at most 12 characters.
  extra_members extra = {}; ///< Members that are not listed here, kept and sent.

  friend bool operator==(const geo&, const geo&) = default;
};

/// User-Agent client hints; they replace `user_agent`.
struct client_hints {
  std::optional<bool> mobile = {};       ///< Header `Sec-CH-UA-Mobile`.
  std::optional<std::string> model = {}; ///< Header `Sec-CH-UA-Model`.
  /// Header `Sec-CH-UA-Platform`; on the device it replaces the system of the user agent.
  std::optional<std::string> platform = {};
  std::optional<std::string> platform_version = {}; ///< Header `Sec-CH-UA-Platform-Version`.
  std::optional<std::string> browser_ua_with_major_version = {}; ///< Header `Sec-CH-UA`.
  /// Header `Sec-CH-UA-Full-Version-List`.
  std::optional<std::string> browser_ua_with_full_version = {};
  std::optional<std::string> architecture = {}; ///< Header `Sec-CH-UA-Arch`.
  std::optional<std::string> bitness = {};      ///< Header `Sec-CH-UA-Bitness`.
  extra_members extra = {}; ///< Members that are not listed here, kept and sent.

  friend bool operator==(const client_hints&, const client_hints&) = default;
};

/// The context of a request.
struct context {
  std::optional<text_enum<channel_type>> channel = {};     ///< Default web.
  boxed<target_sdk::mobile_platform> mobile_platform = {}; ///< The device of a mobile app.
  boxed<target_sdk::application> application = {};         ///< The app that asks.
  std::optional<target_sdk::screen> screen = {};           ///< The screen of the visitor's device.
  std::optional<target_sdk::window> window = {};           ///< The browser window.
  std::optional<target_sdk::browser> browser = {};         ///< The browser; only for channel web.
  std::optional<target_sdk::address> address = {};         ///< The page and its referrer.
  boxed<target_sdk::geo> geo = {};                         ///< Where the visitor is.
  std::optional<double> time_offset_in_minutes = {};       ///< Minutes east of UTC, of the visitor.
  /// The user agent is read from here only; without one, visits may count as bots.
  std::optional<std::string> user_agent = {};
  boxed<target_sdk::client_hints> client_hints = {}; ///< They replace `user_agent`.
  std::optional<bool> beacon = {};                   ///< True: Target answers 204, without content.
  /// As at.js sends it, whose setting it is.
  std::optional<text_enum<target_sdk::cross_domain>> cross_domain = {};
  extra_members extra = {}; ///< Members that are not listed here, kept and sent.

  friend bool operator==(const context&, const context&) = default;
};

} // namespace target_sdk
