# The component gateway: libtarget_sdk_gateway. TARGET_SDK_HAS_GATEWAY says whether there is one.
set(TARGET_SDK_HAS_GATEWAY OFF)
if(NOT TARGET_SDK_BUILD_GATEWAY)
  return()
elseif(CAF_VERSION VERSION_GREATER_EQUAL 1.0)
  message(STATUS "No gateways: they need CAF 0.17")
  return()
elseif(TARGET_SDK_SANITIZE MATCHES thread OR TARGET_SDK_FUZZ)
  message(STATUS "No gateways: CAF's network is not instrumented for this sanitizer")
  return()
endif()
find_package(OpenSSL QUIET)
find_package(CAF 0.17 QUIET COMPONENTS core io openssl)
if(NOT (CAF_FOUND AND OpenSSL_FOUND))
  message(STATUS "No gateways: they need libcaf_io, libcaf_openssl and OpenSSL")
  return()
endif()
set(TARGET_SDK_HAS_GATEWAY ON)

add_subdirectory(gateway)
add_library(target_sdk_gateway $<TARGET_OBJECTS:target_sdk_gateway_layer>)
add_library(target_sdk::gateway ALIAS target_sdk_gateway)
target_link_libraries(target_sdk_gateway
  PUBLIC target_sdk PRIVATE CAF::io CAF::openssl OpenSSL::SSL)
set_target_properties(target_sdk_gateway PROPERTIES
  EXPORT_NAME gateway VERSION ${PROJECT_VERSION} SOVERSION ${target_sdk_soversion})
if(BUILD_SHARED_LIBS)
  set(version_script ${PROJECT_BINARY_DIR}/target_sdk_gateway.map)
  target_sdk_write_version_script(${version_script} target_sdk detail delivery decisioning pool curl)
  target_link_options(target_sdk_gateway PRIVATE
    LINKER:--version-script=${version_script} LINKER:--no-undefined)
  set_target_properties(target_sdk_gateway PROPERTIES LINK_DEPENDS ${version_script})
  # For targetctl, as target_sdk_static.
  add_library(target_sdk_gateway_static STATIC $<TARGET_OBJECTS:target_sdk_gateway_layer>)
  target_link_libraries(target_sdk_gateway_static
    PUBLIC target_sdk_static PRIVATE CAF::io CAF::openssl OpenSSL::SSL)
else()
  add_library(target_sdk_gateway_static ALIAS target_sdk_gateway)
endif()

if(TARGET_SDK_INSTALL)
  install(TARGETS target_sdk_gateway EXPORT target_sdk_gateway_targets
          LIBRARY COMPONENT runtime_gateway NAMELINK_COMPONENT development ARCHIVE COMPONENT development)
  install(EXPORT target_sdk_gateway_targets NAMESPACE target_sdk:: DESTINATION ${package_dir}
          FILE target_sdk-gateway-targets.cmake COMPONENT development)
endif()
