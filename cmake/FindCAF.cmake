# Finds the C++ Actor Framework (CAF).
#
#   find_package(CAF 0.17 REQUIRED COMPONENTS core [io] [openssl])
#
# Prefers CAF's own package configuration, which CAF 1.x brings. Debian's libcaf-dev, 0.17, has none,
# so headers and libraries are searched for. CAF_ROOT names an installation of one's own, and so does
# CMAKE_PREFIX_PATH. Defines CAF_FOUND, CAF_VERSION and the imported targets CAF::core, CAF::io,
# CAF::openssl.
if(CAF_ROOT)
  find_package(CAF 1 QUIET CONFIG PATHS ${CAF_ROOT} NO_DEFAULT_PATH)
else()
  find_package(CAF 1 QUIET CONFIG)
endif()
if(CAF_FOUND AND TARGET CAF::core)
  foreach(component IN LISTS CAF_FIND_COMPONENTS)
    if(NOT TARGET CAF::${component})
      set(CAF_FOUND FALSE)
      set(CAF_NOT_FOUND_MESSAGE "CAF ${CAF_VERSION} in ${CAF_DIR} has no ${component}")
    endif()
  endforeach()
  if(CAF_FOUND AND NOT CAF_FIND_QUIETLY)
    message(STATUS "Found CAF: ${CAF_DIR} (version ${CAF_VERSION})")
  endif()
  return()
endif()

find_path(CAF_INCLUDE_DIR caf/config.hpp HINTS ${CAF_ROOT} PATH_SUFFIXES include)
if(CAF_INCLUDE_DIR)
  file(STRINGS ${CAF_INCLUDE_DIR}/caf/config.hpp caf_version_line REGEX "#define CAF_VERSION [0-9]+")
  string(REGEX REPLACE ".*CAF_VERSION ([0-9]+).*" "\\1" caf_number "${caf_version_line}")
  if(caf_number)
    math(EXPR caf_major "${caf_number} / 10000")
    math(EXPR caf_minor "${caf_number} / 100 % 100")
    math(EXPR caf_patch "${caf_number} % 100")
    set(CAF_VERSION ${caf_major}.${caf_minor}.${caf_patch})
  endif()
endif()

set(caf_required_libraries "")
foreach(component IN LISTS CAF_FIND_COMPONENTS)
  find_library(CAF_${component}_LIBRARY NAMES caf_${component} caf_${component}_static
               HINTS ${CAF_ROOT} PATH_SUFFIXES lib)
  if(CAF_${component}_LIBRARY)
    set(CAF_${component}_FOUND TRUE)
  endif()
endforeach()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(CAF REQUIRED_VARS CAF_INCLUDE_DIR CAF_VERSION VERSION_VAR CAF_VERSION
                                  HANDLE_COMPONENTS)
if(NOT CAF_FOUND)
  return()
endif()

find_package(Threads REQUIRED)
foreach(component IN LISTS CAF_FIND_COMPONENTS)
  if(CAF_${component}_FOUND AND NOT TARGET CAF::${component})
    add_library(CAF::${component} UNKNOWN IMPORTED)
    set_target_properties(CAF::${component} PROPERTIES
      IMPORTED_LOCATION ${CAF_${component}_LIBRARY}
      INTERFACE_INCLUDE_DIRECTORIES ${CAF_INCLUDE_DIR}
      INTERFACE_LINK_LIBRARIES Threads::Threads)
    if(NOT component STREQUAL core)
      target_link_libraries(CAF::${component} INTERFACE CAF::core)
    endif()
  endif()
endforeach()
mark_as_advanced(CAF_INCLUDE_DIR)
