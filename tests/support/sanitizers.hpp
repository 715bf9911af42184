// Whether this program is linked with a sanitizer. Asked at run time: tests may be linked with one
// without being compiled for it.
#pragma once

#include <dlfcn.h>

namespace target_sdk::test_support {

inline bool has_address_sanitizer() {
  return ::dlsym(RTLD_DEFAULT, "__asan_init") != nullptr;
}

inline bool has_thread_sanitizer() {
  return ::dlsym(RTLD_DEFAULT, "__tsan_init") != nullptr;
}

} // namespace target_sdk::test_support
