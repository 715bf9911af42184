// The real targetctl, run against a test server on the loopback.
#pragma once

#include <boost/test/unit_test.hpp>

#include <sstream>
#include <string>
#include <vector>

#include <target_sdk/json.hpp>

#include "tests/support/built_file.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/test_server.hpp"

namespace target_sdk::testing {

/// What a run of a program left.
struct run_outcome {
  int status = -1; ///< -1: it did not end.
  std::string out = {};
  std::string err = {};

  /// The lines of the output as JSON.
  std::vector<json> lines() const {
    std::vector<json> values;
    std::istringstream text(out);
    for (std::string line; std::getline(text, line);) {
      auto value = json::parse(line);
      BOOST_REQUIRE_MESSAGE(value, "no JSON: " + line);
      values.push_back(*std::move(value));
    }
    return values;
  }
};

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

inline run_outcome run(std::vector<std::string> command, const std::string& input = {}) {
  const test_support::temp_dir directory;
  test_support::child_process child({.command = std::move(command),
                                     .input_file = directory.write("in", input),
                                     .output_file = (directory.path() / "out").string(),
                                     .error_file = (directory.path() / "err").string()});
  const auto status = child.wait(std::chrono::seconds(60));
  return {
    .status = status.value_or(-1), .out = directory.read("out"), .err = directory.read("err")};
}

inline run_outcome targetctl(std::vector<std::string> arguments, const std::string& input = {}) {
  arguments.insert(arguments.begin(), test_support::targetctl_program());
  return run(std::move(arguments), input);
}

/// A server, and targetctl asking it.
struct targetctl_fixture {
  test_support::test_server server{{.threads = 2}};
  test_support::temp_dir directory;

  std::vector<std::string> client_flags() const {
    return {
      "--client",        "acmeclient",       "--organization-id", "org@AdobeOrg",
      "--server-domain", server.authority(), "--secure=false",    "--telemetry-enabled=false"};
  }

  std::vector<std::string> command(const std::string& name,
                                   const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = {name};
    const auto flags = client_flags();
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }

  run_outcome ask(const std::string& name, const std::string& input,
                  const std::vector<std::string>& more = {}) const {
    return targetctl(command(name, more), input);
  }
};

/// A call for one mbox, as a line.
inline std::string mbox_line(const std::string& mbox) {
  return R"({"request":{"execute":{"mboxes":[{"name":")" + mbox + "\"}]}}}\n";
}

} // namespace target_sdk::testing
