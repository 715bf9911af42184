#include <target_sdk/models/enums.hpp>

#include "models/enum_names.hpp"

namespace target_sdk {

namespace detail {

namespace {

constexpr std::string_view authenticated_states[] = {"unknown", "authenticated", "logged_out"};
constexpr std::string_view channel_types[] = {"mobile", "web"};
constexpr std::string_view cross_domains[] = {"enabled", "disabled"};
constexpr std::string_view decisioning_methods[] = {"server-side", "on-device", "hybrid"};
constexpr std::string_view device_types[] = {"phone", "tablet"};
constexpr std::string_view execution_modes[] = {"edge", "local"};
constexpr std::string_view logging_types[] = {"server_side", "client_side"};
constexpr std::string_view metric_types[] = {"click", "display"};
constexpr std::string_view mobile_platform_types[] = {"android", "ios"};
constexpr std::string_view option_types[] = {"html", "json", "redirect", "dynamic", "actions"};
constexpr std::string_view screen_orientations[] = {"portrait", "landscape"};

template <class Enum>
std::string_view name_of(Enum value) noexcept {
  const auto names = enum_names<Enum>();
  const auto index = static_cast<std::size_t>(value);
  return index < names.size() ? names[index] : std::string_view();
}

} // namespace

// The names stand in the order of the enumerators.
#define TARGET_SDK_ENUM_NAMES(Enum, table)                        \
  template <>                                                     \
  std::span<const std::string_view> enum_names<Enum>() noexcept { \
    return table;                                                 \
  }
TARGET_SDK_ENUM_NAMES(authenticated_state, authenticated_states)
TARGET_SDK_ENUM_NAMES(channel_type, channel_types)
TARGET_SDK_ENUM_NAMES(cross_domain, cross_domains)
TARGET_SDK_ENUM_NAMES(decisioning_method, decisioning_methods)
TARGET_SDK_ENUM_NAMES(device_type, device_types)
TARGET_SDK_ENUM_NAMES(execution_mode, execution_modes)
TARGET_SDK_ENUM_NAMES(logging_type, logging_types)
TARGET_SDK_ENUM_NAMES(metric_type, metric_types)
TARGET_SDK_ENUM_NAMES(mobile_platform_type, mobile_platform_types)
TARGET_SDK_ENUM_NAMES(option_type, option_types)
TARGET_SDK_ENUM_NAMES(screen_orientation, screen_orientations)
#undef TARGET_SDK_ENUM_NAMES

} // namespace detail

template <class Enum>
std::optional<Enum> enum_from_string(std::string_view text) noexcept {
  const auto names = detail::enum_names<Enum>();
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == text)
      return static_cast<Enum>(i);
  return std::nullopt;
}

#define TARGET_SDK_ENUM(Enum)                       \
  std::string_view to_string(Enum value) noexcept { \
    return detail::name_of(value);                  \
  }                                                 \
  template std::optional<Enum> enum_from_string<Enum>(std::string_view) noexcept;
TARGET_SDK_ENUM(authenticated_state)
TARGET_SDK_ENUM(channel_type)
TARGET_SDK_ENUM(cross_domain)
TARGET_SDK_ENUM(decisioning_method)
TARGET_SDK_ENUM(device_type)
TARGET_SDK_ENUM(execution_mode)
TARGET_SDK_ENUM(logging_type)
TARGET_SDK_ENUM(metric_type)
TARGET_SDK_ENUM(mobile_platform_type)
TARGET_SDK_ENUM(option_type)
TARGET_SDK_ENUM(screen_orientation)
#undef TARGET_SDK_ENUM

} // namespace target_sdk
