# Debian packages, by `cpack -G DEB` in the build folder: the library, named by its SOVERSION, what is
# needed to build with it, and targetctl.
if(NOT (BUILD_SHARED_LIBS AND TARGET_SDK_INSTALL AND TARGET_SDK_BUILD_TOOLS))
  message(FATAL_ERROR "Packages hold the shared library and targetctl: set BUILD_SHARED_LIBS, "
                      "TARGET_SDK_INSTALL and TARGET_SDK_BUILD_TOOLS")
endif()
set(TARGET_SDK_DEB_MAINTAINER "Maintainers of target-cpp-sdk <target-cpp-sdk@example.org>"
    CACHE STRING "Who answers for the Debian packages: Name <mail address>")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME target-cpp-sdk)
set(CPACK_PACKAGE_VENDOR target-cpp-sdk)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")  # Each package has its own
set(CPACK_COMPONENTS_ALL runtime development tools)
if(TARGET_SDK_HAS_GATEWAY)
  list(APPEND CPACK_COMPONENTS_ALL runtime_gateway)
endif()
if(TARGET_SDK_HAS_PROMETHEUS)
  list(APPEND CPACK_COMPONENTS_ALL runtime_prometheus)
endif()
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/deb/compress.cmake)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER ${TARGET_SDK_DEB_MAINTAINER})
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# The libraries of gateways and for Prometheus need the other one, which is not installed here.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR})
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY >=)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/cmake/deb/triggers)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(deb_version ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})
set(runtime_package libtarget-sdk${target_sdk_soversion})
string(TIMESTAMP deb_date "%a, %d %b %Y %H:%M:%S +0000" UTC)
configure_file(cmake/deb/changelog.in deb/changelog.Debian @ONLY)

# target_sdk_deb(COMPONENT PACKAGE SECTION DEPENDS DESCRIPTION): one package of its component.
function(target_sdk_deb component package section depends description)
  string(TOUPPER ${component} id)
  set(CPACK_DEBIAN_${id}_PACKAGE_NAME ${package} PARENT_SCOPE)
  set(CPACK_DEBIAN_${id}_PACKAGE_SOURCE target-cpp-sdk PARENT_SCOPE)
  set(CPACK_DEBIAN_${id}_PACKAGE_SECTION ${section} PARENT_SCOPE)
  set(CPACK_DEBIAN_${id}_PACKAGE_DEPENDS "${depends}" PARENT_SCOPE)
  set(CPACK_DEBIAN_${id}_DESCRIPTION "${description}" PARENT_SCOPE)
  set(doc ${CMAKE_INSTALL_DATADIR}/doc/${package})
  install(FILES cmake/deb/copyright ${PROJECT_BINARY_DIR}/deb/changelog.Debian
          DESTINATION ${doc} COMPONENT ${component})
  install(FILES CHANGELOG.md DESTINATION ${doc} RENAME changelog COMPONENT ${component})
endfunction()

set(about "Offers, notifications and attributes of Adobe Target, decided by the Target
edge or inside the process, as typed messages between actors of the C++ Actor
Framework (CAF), or by a client for any thread.")
target_sdk_deb(runtime ${runtime_package} libs ""
"Adobe Target for C++ actor systems (unofficial), shared library
${about}

This package holds the shared library.")
set(gateway_dependency "")
if(TARGET_SDK_HAS_GATEWAY)
  set(gateway_package libtarget-sdk-gateway${target_sdk_soversion})
  set(gateway_dependency "${gateway_package} (= ${deb_version}), ")
  target_sdk_deb(runtime_gateway ${gateway_package} libs "${runtime_package} (= ${deb_version})"
"Adobe Target for C++ actor systems (unofficial), gateways
${about}

This package holds the shared library of gateways, processes that answer the
calls of others, and of their clients.")
  set(CPACK_DEBIAN_RUNTIME_GATEWAY_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/cmake/deb/triggers)
endif()
set(prometheus_dependency "")
if(TARGET_SDK_HAS_PROMETHEUS)
  set(prometheus_package libtarget-sdk-prometheus${target_sdk_soversion})
  set(prometheus_dependency "${prometheus_package} (= ${deb_version}), ")
  target_sdk_deb(runtime_prometheus ${prometheus_package} libs "${runtime_package} (= ${deb_version})"
"Adobe Target for C++ actor systems (unofficial), figures for Prometheus
${about}

This package holds the shared library that offers the figures of clients to
Prometheus.")
  set(CPACK_DEBIAN_RUNTIME_PROMETHEUS_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/cmake/deb/triggers)
  # Of those who link the component only.
  set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SUGGESTS prometheus-cpp-dev)
endif()
# As many packages as the public headers and a link need, not those that the library itself uses.
target_sdk_deb(development libtarget-sdk-dev libdevel
"${runtime_package} (= ${deb_version}), ${gateway_dependency}${prometheus_dependency}libcaf-dev (>= 0.17), libexpected-dev"
"Adobe Target for C++ actor systems (unofficial), development files
${about}

This package holds the headers and what CMake and pkg-config need to find the
library.")
target_sdk_deb(tools targetctl web ""
"Adobe Target from the command line (unofficial)
Asks Adobe Target for offers and attributes, sends notifications, decides on
a rules file without a network, and looks into rules files, with JSON lines.

Its local edge is a Delivery API server for development and tests.")
include(CPack)
