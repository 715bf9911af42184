# target_sdk_write_version_script(FILE NAMESPACE HIDDEN...): a linker script for a shared library
# that exports NAMESPACE without its inner namespaces HIDDEN, and nothing else: no symbols of other
# libraries' templates. The names are mangled (Itanium C++ ABI), because a demangled function
# template begins with its return type. Linkers prefer global patterns to local ones, so the
# patterns themselves leave HIDDEN out: for each beginning of a hidden name, what may not go on so.
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
  file(CONFIGURE OUTPUT ${file} CONTENT "{\n  global:\n${lines}  local:\n    *;\n};\n" @ONLY)
endfunction()
