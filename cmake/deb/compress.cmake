# Run by CPack when the files of the packages are in place: manual pages and changelogs are gzipped,
# as Debian's policy wants it.
file(GLOB_RECURSE files ${CPACK_TEMPORARY_DIRECTORY}/*)
list(FILTER files INCLUDE REGEX "/share/(man/.*\\.1|doc/.*/changelog[^/]*)$")
list(FILTER files EXCLUDE REGEX "\\.gz$")
foreach(file IN LISTS files)
  execute_process(COMMAND gzip --best --no-name ${file} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
