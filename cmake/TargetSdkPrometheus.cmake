# The component prometheus: libtarget_sdk_prometheus. TARGET_SDK_HAS_PROMETHEUS says whether there is one.
set(TARGET_SDK_HAS_PROMETHEUS OFF)
if(NOT TARGET_SDK_BUILD_PROMETHEUS OR TARGET_SDK_FUZZ)
  return()
endif()
find_package(prometheus-cpp QUIET CONFIG)
if(NOT TARGET prometheus-cpp::core)
  message(STATUS "No component prometheus: it needs prometheus-cpp")
  return()
endif()
set(TARGET_SDK_HAS_PROMETHEUS ON)

# Who registers a collector has to do with prometheus-cpp, too.
include(TargetSdkComponent)
target_sdk_component(prometheus PUBLIC prometheus-cpp::core)
