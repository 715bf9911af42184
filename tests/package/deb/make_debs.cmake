# Makes the Debian packages of BUILD_DIR anew and unpacks them into ROOT.
#
#   cmake -D CPACK=... -D BUILD_DIR=... -D ROOT=... -P make_debs.cmake
file(GLOB old ${BUILD_DIR}/*.deb)
file(REMOVE_RECURSE ${ROOT} ${old})
execute_process(COMMAND ${CPACK} -G DEB WORKING_DIRECTORY ${BUILD_DIR} COMMAND_ERROR_IS_FATAL ANY)
file(GLOB packages ${BUILD_DIR}/*.deb)
foreach(package IN LISTS packages)
  execute_process(COMMAND dpkg-deb --extract ${package} ${ROOT} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
