# Installs BUILD_DIR into a fresh prefix, or takes what is installed in PREFIX, and builds and runs the
# consumer against it, once with find_package and once with pkg-config.
#
#   cmake -D BUILD_DIR=...|PREFIX=... -D WORK_DIR=... -D COMPILER=... [-D LAUNCHER=...]
#         [-D CAF_DIR=...] -D CAF_LIBRARY_DIR=... -P check_package.cmake
#
# CAF_DIR is where CAF's own CMake package is, if it has one.
function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${WORK_DIR})
if(BUILD_DIR)
  set(PREFIX ${WORK_DIR}/prefix)
  run(${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${PREFIX})
  if(EXISTS ${PREFIX}/bin/targetctl AND NOT EXISTS ${PREFIX}/share/targetctl/shop.json)
    message(FATAL_ERROR "targetctl is installed without its sample of rules")
  endif()
endif()

file(GLOB pkg_config_dirs ${PREFIX}/lib/pkgconfig ${PREFIX}/lib/*/pkgconfig)
set(ENV{PKG_CONFIG_PATH} "${pkg_config_dirs}")
set(ENV{CAF_DIR} "${CAF_DIR}")
foreach(found_by IN ITEMS package pkg-config)
  set(build ${WORK_DIR}/${found_by})
  set(with_gateway OFF)
  file(GLOB_RECURSE gateway_targets ${PREFIX}/*/target_sdk-gateway-targets.cmake)
  if(found_by STREQUAL package AND gateway_targets)
    set(with_gateway ON)
  endif()
  set(with_prometheus OFF)
  file(GLOB_RECURSE prometheus_targets ${PREFIX}/*/target_sdk-prometheus-targets.cmake)
  if(found_by STREQUAL package AND prometheus_targets)
    set(with_prometheus ON)
  endif()
  run(${CMAKE_COMMAND} -G Ninja -S ${CMAKE_CURRENT_LIST_DIR}/consumer -B ${build}
      -D FOUND_BY=${found_by} -D WITH_GATEWAY=${with_gateway}
      -D WITH_PROMETHEUS=${with_prometheus} -D INSTALLED_IN=${PREFIX} -D CMAKE_PREFIX_PATH=${PREFIX}
      -D CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER})
  run(${CMAKE_COMMAND} --build ${build})
  get_filename_component(library_dir ${pkg_config_dirs} DIRECTORY)
  set(library_path LD_LIBRARY_PATH=${library_dir}:${CAF_LIBRARY_DIR})
  set(programs shop messages)
  if(with_gateway)
    list(APPEND programs gateway)
  endif()
  if(with_prometheus)
    list(APPEND programs figures)
  endif()
  foreach(program IN LISTS programs)
    run(${CMAKE_COMMAND} -E env ${library_path} ${build}/${program})
  endforeach()
endforeach()
