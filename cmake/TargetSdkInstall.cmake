# Installs the library so that find_package(target_sdk) and pkg-config find it. Component runtime is
# what programs need to run, development what they need to be built.
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/target_sdk)

install(TARGETS target_sdk EXPORT target_sdk_targets
        LIBRARY COMPONENT runtime NAMELINK_COMPONENT development ARCHIVE COMPONENT development)
install(EXPORT target_sdk_targets NAMESPACE target_sdk:: DESTINATION ${package_dir}
        FILE target_sdk-targets.cmake COMPONENT development)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/target_sdk DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        COMPONENT development FILES_MATCHING PATTERN "*.hpp")
install(FILES ${PROJECT_BINARY_DIR}/include/target_sdk/config.hpp
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/target_sdk COMPONENT development)

string(REGEX MATCH "^[0-9]+\\.[0-9]+" target_sdk_caf_series "${CAF_VERSION}")
configure_package_config_file(cmake/target_sdk-config.cmake.in target_sdk-config.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(target_sdk-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/target_sdk-config.cmake
              ${PROJECT_BINARY_DIR}/target_sdk-config-version.cmake
              ${PROJECT_SOURCE_DIR}/cmake/FindCAF.cmake ${PROJECT_SOURCE_DIR}/cmake/FindRE2.cmake
        DESTINATION ${package_dir} COMPONENT development)

# A static library hands its dependencies on; `pkg-config --static` would ask for theirs, too.
if(NOT BUILD_SHARED_LIBS)
  # RE2 has a pkg-config file, which is slow; see FindRE2.cmake.
  set(pc_own_libraries " -lunistring -lre2")
  set(pc_dependencies "Requires: libcurl libpsl sqlite3")
endif()
file(RELATIVE_PATH pc_to_prefix /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
# Debian's CAF is where compilers look; one with a CMake package of its own may be anywhere.
if(CAF_DIR)
  set(pc_caf_cflags " -I$<JOIN:$<TARGET_PROPERTY:CAF::core,INTERFACE_INCLUDE_DIRECTORIES>, -I>")
  set(pc_caf_libdir "-L$<TARGET_FILE_DIR:CAF::core> ")
endif()
configure_file(cmake/target_sdk.pc.in target_sdk.pc.in @ONLY)
file(GENERATE OUTPUT target_sdk.pc INPUT ${PROJECT_BINARY_DIR}/target_sdk.pc.in)
install(FILES ${PROJECT_BINARY_DIR}/target_sdk.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
        COMPONENT development)
