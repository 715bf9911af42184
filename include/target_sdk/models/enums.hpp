// The enumerations of the Delivery API, and `text_enum`, which keeps values it does not know.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace target_sdk {

/// Whether a customer id is that of a visitor who has logged in.
enum class authenticated_state : std::uint8_t { unknown, authenticated, logged_out };
/// Where content is shown.
enum class channel_type : std::uint8_t { mobile, web };
/// Whether a visitor is followed from one of your domains to another.
enum class cross_domain : std::uint8_t { enabled, disabled };
/// Who decides: the server, this process, or this process where possible and else the server.
enum class decisioning_method : std::uint8_t { server_side, on_device, hybrid };
/// The kind of a mobile device.
enum class device_type : std::uint8_t { phone, tablet };
/// Who decided, as telemetry reports it.
enum class execution_mode : std::uint8_t { edge, local };
/// Who reports to Analytics: Target, or the client with `analytics_payload`.
enum class logging_type : std::uint8_t { server_side, client_side };
/// What happened to content.
enum class metric_type : std::uint8_t { click, display };
/// The system of a mobile device.
enum class mobile_platform_type : std::uint8_t { android, ios };
/// How to read the content of an option.
enum class option_type : std::uint8_t { html, json, redirect, dynamic, actions };
/// How a screen is held.
enum class screen_orientation : std::uint8_t { portrait, landscape };

/// The value as in JSON, such as `logged_out` or `on-device`; empty for an invalid one.
/// @{
std::string_view to_string(authenticated_state value) noexcept;
std::string_view to_string(channel_type value) noexcept;
std::string_view to_string(cross_domain value) noexcept;
std::string_view to_string(decisioning_method value) noexcept;
std::string_view to_string(device_type value) noexcept;
std::string_view to_string(execution_mode value) noexcept;
std::string_view to_string(logging_type value) noexcept;
std::string_view to_string(metric_type value) noexcept;
std::string_view to_string(mobile_platform_type value) noexcept;
std::string_view to_string(option_type value) noexcept;
std::string_view to_string(screen_orientation value) noexcept;
/// @}

/// The value written as `text` in JSON; empty when `Enum` has none.
template <class Enum>
std::optional<Enum> enum_from_string(std::string_view text) noexcept;

/// A value of `Enum`, or a text that is not one: the service may add values, and a new one in an
/// answer is not an error. Requests are checked before they are sent.
template <class Enum>
class text_enum {
public:
  /// A known value.
  text_enum(Enum value) noexcept : value_(value) {}

  /// The known value of `text`, else the text itself.
  static text_enum from_text(std::string_view text) {
    if (auto known = enum_from_string<Enum>(text))
      return *known;
    text_enum other;
    other.text_ = text;
    return other;
  }

  /// Whether it is a value of `Enum`.
  bool is_known() const noexcept { return value_.has_value(); }
  /// The known value; empty when the text is not one.
  std::optional<Enum> value() const noexcept { return value_; }
  /// The text as in JSON.
  std::string_view text() const noexcept {
    return value_ ? to_string(*value_) : std::string_view(text_);
  }

  friend bool operator==(const text_enum&, const text_enum&) = default;
  /// Whether it is this known value.
  friend bool operator==(const text_enum& lhs, Enum rhs) noexcept { return lhs.value_ == rhs; }

private:
  text_enum() noexcept = default;
  std::optional<Enum> value_;
  std::string text_;
};

} // namespace target_sdk
