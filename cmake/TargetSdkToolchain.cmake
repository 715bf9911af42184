# Language level, warnings, sanitizers and ccache for every target of this project.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
# What is installed finds a CAF of one's own where the build found it.
set(CMAKE_INSTALL_RPATH_USE_LINK_PATH ON)
if(BUILD_SHARED_LIBS)
  # A linker script says what is exported, see TargetSdkExports.cmake.
  set(CMAKE_CXX_VISIBILITY_PRESET default)
  add_compile_options(-fno-semantic-interposition)
endif()

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

add_library(target_sdk_flags INTERFACE)
target_compile_options(target_sdk_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 15)
  # GCC 12 to 14 see both where there is neither, in std::string and std::optional inlined by -O3 or a
  # sanitizer.
  target_compile_options(target_sdk_flags INTERFACE -Wno-maybe-uninitialized -Wno-restrict)
endif()
# GCC takes the sources that a unity build joins for headers, and what only one of them sees for
# hidden by the others.
target_compile_options(target_sdk_flags INTERFACE
  "$<$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>:-Wno-subobject-linkage;-Wno-shadow>")
if(TARGET_SDK_WERROR)
  target_compile_options(target_sdk_flags INTERFACE -Werror)
endif()
if(TARGET_SDK_SANITIZE)
  set(sanitize -fsanitize=${TARGET_SDK_SANITIZE} -fno-omit-frame-pointer)
  if(TARGET_SDK_SANITIZE MATCHES undefined)
    # CAF's headers bind references to null when an actor starts. Whoever follows one still crashes.
    list(APPEND sanitize -fno-sanitize=null)
  endif()
  # What has the property TARGET_SDK_UNSANITIZED is only linked so, see tests/CMakeLists.txt.
  target_compile_options(target_sdk_flags INTERFACE
    "$<$<NOT:$<BOOL:$<TARGET_PROPERTY:TARGET_SDK_UNSANITIZED>>>:${sanitize}>")
  target_link_options(target_sdk_flags INTERFACE -fsanitize=${TARGET_SDK_SANITIZE})
endif()
if(TARGET_SDK_FUZZ)
  # All code is watched, only the programs of tests/fuzz get libFuzzer's main.
  target_compile_options(target_sdk_flags INTERFACE
    -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(target_sdk_flags INTERFACE -fsanitize=address,undefined)
endif()

# GCC for x86 clears models, which are large and mostly empty, with an instruction that takes longer to
# start than a call of memset in all: a fifth of a short decision.
include(CheckCXXCompilerFlag)
set(clear_by_memset -mmemset-strategy=libcall:-1:noalign)
check_cxx_compiler_flag(${clear_by_memset} TARGET_SDK_HAS_MEMSET_STRATEGY)
if(NOT TARGET_SDK_HAS_MEMSET_STRATEGY)
  set(clear_by_memset)
endif()

# target_sdk_layer(NAME LIBRARIES...): one layer, an object library of all *.cpp below the folder.
function(target_sdk_layer name)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_library(target_sdk_${name} OBJECT ${sources})
  target_include_directories(target_sdk_${name} PUBLIC
    ${PROJECT_SOURCE_DIR}/include ${PROJECT_BINARY_DIR}/include ${PROJECT_SOURCE_DIR})
  target_link_libraries(target_sdk_${name} PUBLIC tl::expected ${ARGN} PRIVATE target_sdk_flags)
  target_compile_options(target_sdk_${name} PRIVATE ${clear_by_memset})
endfunction()
