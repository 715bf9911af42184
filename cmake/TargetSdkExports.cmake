# target_sdk_write_version_script(FILE NAMESPACE HIDDEN...): a linker script for a shared library
# that exports NAMESPACE without its inner namespaces HIDDEN, and nothing else: no symbols of other
# libraries' templates. `target_sdk_seam` lists what is exported of HIDDEN all the same. The names are
# mangled (Itanium C++ ABI), because a demangled function template begins with its return type.
# Linkers prefer global patterns to local ones, so the patterns themselves leave HIDDEN out: for each
# beginning of a hidden name, what may not go on so.
function(target_sdk_write_version_script file namespace)
  string(LENGTH ${namespace} length)
  set(outer ${length}${namespace})

  set(beginnings "")
  foreach(name IN LISTS ARGN)
    string(LENGTH ${name} length)
    string(PREPEND name ${length})
    string(LENGTH ${name} length)
    math(EXPR last "${length} - 1")
    foreach(at RANGE ${last})
      string(SUBSTRING ${name} 0 ${at} beginning)
      string(SUBSTRING ${name} ${at} 1 next)
      list(APPEND beginnings "/${beginning}")
      string(APPEND "next_/${beginning}" ${next})
    endforeach()
  endforeach()
  list(REMOVE_DUPLICATES beginnings)

  set(lines "")
  foreach(kind IN ITEMS _ZN _ZNK _ZNR _ZNKR _ZNO _ZNKO _ZTIN _ZTSN _ZTVN)
    foreach(beginning IN LISTS beginnings)
      string(SUBSTRING ${beginning} 1 -1 text)
      string(APPEND lines "    ${kind}${outer}${text}[!${next_${beginning}}]*;\n")
    endforeach()
  endforeach()
  foreach(entry IN LISTS target_sdk_seam)
    string(REPLACE "/" ";" names ${entry})
    set(text "")
    foreach(name IN LISTS names)
      string(LENGTH ${name} length)
      string(APPEND text ${length}${name})
    endforeach()
    foreach(kind IN ITEMS _ZN _ZTIN _ZTSN _ZTVN)
      string(APPEND lines "    ${kind}${outer}${text}*;\n")
    endforeach()
  endforeach()
  file(CONFIGURE OUTPUT ${file} CONTENT "{\n  global:\n${lines}  local:\n    *;\n};\n" @ONLY)
endfunction()

# target_sdk_limit_exports(TARGET): has a shared library export what is public, and name all that it needs.
function(target_sdk_limit_exports target)
  set(version_script ${PROJECT_BINARY_DIR}/${target}.map)
  target_sdk_write_version_script(${version_script} target_sdk detail delivery decisioning pool curl)
  target_link_options(${target} PRIVATE LINKER:--version-script=${version_script} LINKER:--no-undefined)
  set_target_properties(${target} PROPERTIES LINK_DEPENDS ${version_script})
endfunction()
