# target_sdk_component(NAME LIBRARIES...): libtarget_sdk_NAME, of the layer NAME; LIBRARIES is as for
# target_link_libraries. Installed with an export of its own, so that a program that does not ask for it
# needs none of its libraries.
function(target_sdk_component name)
  set(library target_sdk_${name})
  add_subdirectory(${name})
  add_library(${library} $<TARGET_OBJECTS:${library}_layer>)
  add_library(target_sdk::${name} ALIAS ${library})
  target_link_libraries(${library} PUBLIC target_sdk ${ARGN})
  set_target_properties(${library} PROPERTIES
    EXPORT_NAME ${name} VERSION ${PROJECT_VERSION} SOVERSION ${target_sdk_soversion})
  if(BUILD_SHARED_LIBS)
    target_sdk_limit_exports(${library})
  endif()

  if(TARGET_SDK_INSTALL)
    install(TARGETS ${library} EXPORT ${library}_targets
            LIBRARY COMPONENT runtime_${name} NAMELINK_COMPONENT development ARCHIVE COMPONENT development)
    install(EXPORT ${library}_targets NAMESPACE target_sdk:: DESTINATION ${package_dir}
            FILE target_sdk-${name}-targets.cmake COMPONENT development)
  endif()
endfunction()
