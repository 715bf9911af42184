// The console of a real edge.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/tools/edge_fixture.hpp"

namespace target_sdk::testing {

/// An edge whose console is asked as its page asks.
class console_process : public edge_process {
public:
  using edge_process::edge_process;

  test_support::fetched post(const std::string& what, const std::string& body) const {
    return test_support::curl_client().post(url("/console/api/" + what), body,
                                            {"Content-Type: application/json", "Origin: " + url()});
  }

  json ask(const std::string& what, const std::string& body) const {
    const auto answer = post(what, body);
    BOOST_TEST(answer.status == 200, answer.body);
    return body_of(answer);
  }

  json calls(std::uint64_t after = 0) const {
    return body_of(get("/console/api/calls?after=" + std::to_string(after)));
  }
};

} // namespace target_sdk::testing
