// What fuzz targets share. A target is a file NAME_fuzz.cpp with LLVMFuzzerTestOneInput, and the
// inputs in corpus/NAME: where libFuzzer starts, and what `fuzz.NAME` of the tests goes through.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fuzz {

/// Ends the run unless `holds`.
inline void require(bool holds, const char* what) {
  if (holds)
    return;
  std::fprintf(stderr, "fuzz: it does not hold that %s\n", what);
  std::abort();
}

/// The input without its end, in memory of its own, so that sanitizers see what is read behind it.
inline std::vector<char> bytes(const std::uint8_t* data, std::size_t size) {
  return {data, data + size};
}

/// The parts of an input between NUL bytes, `count` of them; what is missing is empty. Any parts
/// can be written down.
inline std::vector<std::string> parts(const std::uint8_t* data, std::size_t size,
                                      std::size_t count) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> all(count);
  for (std::size_t at = 0; at < count; ++at) {
    const auto end = at + 1 < count ? rest.find('\0') : std::string_view::npos;
    all[at] = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  return all;
}

} // namespace fuzz
