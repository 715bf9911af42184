// The JSON texts of each enumeration, one table per enumeration.
#pragma once

#include <span>
#include <string_view>

#include <target_sdk/models/enums.hpp>

namespace target_sdk::detail {

/// The texts of `Enum`'s values, indexed by value.
template <class Enum>
std::span<const std::string_view> enum_names() noexcept;

#define TARGET_SDK_ENUM_NAMES(Enum) \
  template <>                       \
  std::span<const std::string_view> enum_names<Enum>() noexcept;
TARGET_SDK_ENUM_NAMES(authenticated_state)
TARGET_SDK_ENUM_NAMES(channel_type)
TARGET_SDK_ENUM_NAMES(cross_domain)
TARGET_SDK_ENUM_NAMES(decisioning_method)
TARGET_SDK_ENUM_NAMES(device_type)
TARGET_SDK_ENUM_NAMES(execution_mode)
TARGET_SDK_ENUM_NAMES(logging_type)
TARGET_SDK_ENUM_NAMES(metric_type)
TARGET_SDK_ENUM_NAMES(mobile_platform_type)
TARGET_SDK_ENUM_NAMES(option_type)
TARGET_SDK_ENUM_NAMES(screen_orientation)
#undef TARGET_SDK_ENUM_NAMES

} // namespace target_sdk::detail
