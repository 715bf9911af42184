# target_sdk_asio: Boost.Asio and Beast with coroutines, for the servers in tools/ and tests/.
include_guard(GLOBAL)
find_package(Threads REQUIRED)

add_library(target_sdk_asio INTERFACE)
target_link_libraries(target_sdk_asio INTERFACE Boost::headers Threads::Threads)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # GCC 12 sees mismatched new and delete in Asio 1.74's recycling of coroutine frames; they match.
  target_compile_options(target_sdk_asio INTERFACE -Wno-mismatched-new-delete)
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  # Asio 1.74 looks for Clang's coroutines in <experimental/coroutine>; libstdc++ has <coroutine>,
  # which asks for a macro that Clang 14 does not set although it has what the macro stands for.
  target_compile_definitions(target_sdk_asio INTERFACE
    BOOST_ASIO_HAS_CO_AWAIT BOOST_ASIO_HAS_STD_COROUTINE
    $<$<VERSION_LESS:${CMAKE_CXX_COMPILER_VERSION},15>:__cpp_impl_coroutine=201902L>)
endif()
if(TARGET_SDK_SANITIZE MATCHES thread)
  # ThreadSanitizer does not know fences; Asio's queues are ordered by their mutexes anyway.
  target_compile_definitions(target_sdk_asio INTERFACE BOOST_ASIO_DISABLE_FENCED_BLOCK)
endif()
