# The one library that users link, made of the rooms, and its install rules.
add_library(target_sdk
  $<TARGET_OBJECTS:target_sdk_models> $<TARGET_OBJECTS:target_sdk_decisioning>
  $<TARGET_OBJECTS:target_sdk_delivery> $<TARGET_OBJECTS:target_sdk_actors>)
add_library(target_sdk::target_sdk ALIAS target_sdk)
target_include_directories(target_sdk PUBLIC
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_compile_features(target_sdk PUBLIC cxx_std_20)
target_link_libraries(target_sdk
  PUBLIC CAF::core tl::expected
  PRIVATE CURL::libcurl PkgConfig::RE2 PkgConfig::PSL ${UNISTRING_LIBRARY})
if(TARGET_SDK_SANITIZE)
  target_link_options(target_sdk PUBLIC $<BUILD_INTERFACE:-fsanitize=${TARGET_SDK_SANITIZE}>)
endif()
