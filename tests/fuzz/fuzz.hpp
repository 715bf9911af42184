// What fuzz targets share. A target is a file NAME_fuzz.cpp with LLVMFuzzerTestOneInput, and the
// inputs in corpus/NAME: where libFuzzer starts, and what `fuzz.NAME` of the tests goes through.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <target_sdk/http.hpp>

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

/// One header field for each line, `name: value`.
inline target_sdk::http_headers fields_of(std::string_view text) {
  target_sdk::http_headers fields;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto colon = std::min(line.find(':'), line.size());
    fields.emplace_back(line.substr(0, colon), line.substr(std::min(colon + 1, line.size())));
  }
  return fields;
}

} // namespace fuzz
