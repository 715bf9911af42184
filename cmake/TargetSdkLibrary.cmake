# The one library that users link, made of the layers: libtarget_sdk.a, or .so with BUILD_SHARED_LIBS.
set(objects
  $<TARGET_OBJECTS:target_sdk_models> $<TARGET_OBJECTS:target_sdk_decisioning>
  $<TARGET_OBJECTS:target_sdk_delivery> $<TARGET_OBJECTS:target_sdk_actors>)

# target_sdk_interface(TARGET): what a program that links TARGET needs.
function(target_sdk_interface target)
  target_include_directories(${target} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_link_libraries(${target}
    PUBLIC CAF::core tl::expected
    PRIVATE CURL::libcurl SQLite::SQLite3 PkgConfig::PSL re2::re2 ${CMAKE_DL_LIBS}
            $<BUILD_INTERFACE:${UNISTRING_LIBRARY}> $<INSTALL_INTERFACE:unistring>)
  if(TARGET_SDK_SANITIZE)
    target_link_options(${target} PUBLIC $<BUILD_INTERFACE:-fsanitize=${TARGET_SDK_SANITIZE}>)
  endif()
endfunction()

add_library(target_sdk ${objects})
add_library(target_sdk::target_sdk ALIAS target_sdk)
target_sdk_interface(target_sdk)
if(BUILD_SHARED_LIBS)
  # For targetctl, which uses more of the library than its shared form shows.
  add_library(target_sdk_static STATIC ${objects})
  target_sdk_interface(target_sdk_static)
else()
  add_library(target_sdk_static ALIAS target_sdk)
endif()

# Before 1.0 every minor version may break the ABI.
set(target_sdk_soversion ${PROJECT_VERSION_MAJOR})
if(PROJECT_VERSION_MAJOR EQUAL 0)
  set(target_sdk_soversion ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
endif()
set_target_properties(target_sdk PROPERTIES
  VERSION ${PROJECT_VERSION} SOVERSION ${target_sdk_soversion})

if(BUILD_SHARED_LIBS)
  include(TargetSdkExports)
  include(TargetSdkSeam)
  target_sdk_limit_exports(target_sdk)
endif()

if(TARGET_SDK_INSTALL)
  include(TargetSdkInstall)
endif()
