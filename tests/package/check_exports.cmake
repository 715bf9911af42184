# The shared library LIBRARY exports namespace target_sdk without its inner namespaces, and nothing
# else but what the gateway component needs.
include(${CMAKE_CURRENT_LIST_DIR}/../../cmake/TargetSdkSeam.cmake)
list(TRANSFORM target_sdk_seam REPLACE "/" "::")
list(JOIN target_sdk_seam "|" seam)
execute_process(COMMAND ${NM} --dynamic --defined-only --format=just-symbols ${LIBRARY}
                OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]+" symbols "${symbols}")
list(LENGTH symbols count)
list(FILTER symbols EXCLUDE REGEX "^_Z(N|NK|NR|NKR|NO|NKO|TIN|TSN|TVN)10target_sdk")
execute_process(COMMAND ${NM} --dynamic --defined-only --demangle ${LIBRARY}
                COMMAND grep -E " [a-zA-Z] .*\\btarget_sdk::(detail|delivery|decisioning|pool|curl)::[^(]*(\\(|$)"
                COMMAND grep -vE "\\(.*target_sdk::(detail|delivery|decisioning|pool|curl)::"
                COMMAND grep -vE "target_sdk::(${seam})\\b"
                OUTPUT_VARIABLE inner)
if(symbols OR inner OR count EQUAL 0)
  message(FATAL_ERROR "${count} exports. Foreign: ${symbols}\nInner:\n${inner}")
endif()
message(STATUS "${count} exports")
