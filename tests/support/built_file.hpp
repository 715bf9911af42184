// Where a test finds the programs that it starts.
#pragma once

#include <filesystem>
#include <string>

namespace target_sdk::test_support {

/// The path of what the build of this test made; `file` is relative to the build's folder. It is
/// found at run time: a definition would differ from build to build, and no build would find in
/// ccache what another compiled.
inline std::string built_file(const std::string& file) {
  const auto test = std::filesystem::read_symlink("/proc/self/exe"); // tests/LAYER/LAYER_tests
  return test.parent_path().parent_path().parent_path() / file;
}

inline std::string targetctl_program() {
  return built_file("tools/targetctl/targetctl");
}

} // namespace target_sdk::test_support
