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

add_subdirectory(prometheus)
add_library(target_sdk_prometheus $<TARGET_OBJECTS:target_sdk_prometheus_layer>)
add_library(target_sdk::prometheus ALIAS target_sdk_prometheus)
# Who registers a collector has to do with prometheus-cpp, too.
target_link_libraries(target_sdk_prometheus PUBLIC target_sdk prometheus-cpp::core)
set_target_properties(target_sdk_prometheus PROPERTIES
  EXPORT_NAME prometheus VERSION ${PROJECT_VERSION} SOVERSION ${target_sdk_soversion})
if(BUILD_SHARED_LIBS)
  set(version_script ${PROJECT_BINARY_DIR}/target_sdk_prometheus.map)
  target_sdk_write_version_script(${version_script} target_sdk detail delivery decisioning pool curl)
  target_link_options(target_sdk_prometheus PRIVATE
    LINKER:--version-script=${version_script} LINKER:--no-undefined)
  set_target_properties(target_sdk_prometheus PROPERTIES LINK_DEPENDS ${version_script})
endif()

if(TARGET_SDK_INSTALL)
  install(TARGETS target_sdk_prometheus EXPORT target_sdk_prometheus_targets
          LIBRARY COMPONENT runtime_prometheus NAMELINK_COMPONENT development ARCHIVE COMPONENT development)
  install(EXPORT target_sdk_prometheus_targets NAMESPACE target_sdk:: DESTINATION ${package_dir}
          FILE target_sdk-prometheus-targets.cmake COMPONENT development)
endif()
