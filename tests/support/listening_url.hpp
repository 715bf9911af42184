#pragma once

#include <chrono>
#include <string>

#include "tests/support/eventually.hpp"
#include "tests/support/temp_dir.hpp"

namespace target_sdk::test_support {

/// The URL of the line `listening on URL` that a server writes to this file when it is up; empty
/// when it does not within the timeout.
inline std::string await_listening_url(const temp_dir& directory, const std::string& file,
                                       std::chrono::milliseconds timeout) {
  const std::string greeting = "listening on ";
  std::string said;
  const auto is_up = [&] {
    said = directory.read(file);
    return said.find(greeting) != said.npos && said.ends_with('\n');
  };
  if (!eventually(is_up, timeout))
    return {};
  const auto from = said.find(greeting) + greeting.size();
  return said.substr(from, said.find('\n', from) - from);
}

} // namespace target_sdk::test_support
