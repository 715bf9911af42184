# Writes the source file OUTPUT, in which the files of FOLDER are what `find_asset` finds.
file(GLOB files LIST_DIRECTORIES false ${FOLDER}/*)
list(SORT files)
set(entries "")
foreach(file IN LISTS files)
  get_filename_component(name ${file} NAME)
  get_filename_component(extension ${file} LAST_EXT)
  string(SUBSTRING ${extension} 1 -1 extension)
  if(extension STREQUAL "html")
    set(type "text/html;charset=UTF-8")
  elseif(extension STREQUAL "css")
    set(type "text/css;charset=UTF-8")
  elseif(extension STREQUAL "js")
    set(type "text/javascript;charset=UTF-8")
  elseif(extension STREQUAL "svg")
    set(type "image/svg+xml")
  else()
    message(FATAL_ERROR "${file}: no type of content is known for it")
  endif()
  if(name STREQUAL "index.html")
    set(name "")
  endif()
  file(READ ${file} text)
  string(APPEND entries "  {\"${name}\", {\"${type}\", R\"=====(${text})=====\"}},\n")
endforeach()
file(WRITE ${OUTPUT} "// Made by embed.cmake.
#include \"tools/targetctl/console/assets.hpp\"

#include <utility>

namespace target_sdk::tools::console {
namespace {

constexpr std::pair<std::string_view, asset> embedded_assets[] = {
${entries}};

} // namespace

std::optional<asset> find_asset(std::string_view name) noexcept {
  for (const auto& [known, content] : embedded_assets)
    if (known == name)
      return content;
  return std::nullopt;
}

} // namespace target_sdk::tools::console
")
