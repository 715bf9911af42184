// Log sinks.
#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>
#include <vector>

#include <unistd.h>

#include <target_sdk/logging.hpp>

using namespace target_sdk;

BOOST_AUTO_TEST_SUITE(logging)

BOOST_AUTO_TEST_CASE(a_sink_is_silent_by_default) {
  const log_sink sink;
  for (auto level : {log_level::debug, log_level::info, log_level::warning, log_level::error})
    BOOST_TEST(!sink.enabled(level));
  sink(log_level::error, "nobody hears this");
}

BOOST_AUTO_TEST_CASE(lines_below_the_threshold_are_dropped) {
  std::vector<std::string> lines;
  const log_sink sink{.write = [&](log_level, std::string_view line) { lines.emplace_back(line); },
                      .threshold = log_level::warning};
  sink(log_level::debug, "debug");
  sink(log_level::info, "info");
  sink(log_level::warning, "warning");
  sink(log_level::error, "error");
  BOOST_TEST((lines == std::vector<std::string>{"AT: warning", "AT: error"}));
  BOOST_TEST(!sink.enabled(log_level::info));
  BOOST_TEST(sink.enabled(log_level::warning));
}

BOOST_AUTO_TEST_CASE(a_sink_that_throws_does_no_harm) {
  const log_sink sink{.write = [](log_level, std::string_view) { throw std::runtime_error("x"); }};
  BOOST_CHECK_NO_THROW(sink(log_level::error, "error"));
}

BOOST_AUTO_TEST_CASE(a_sink_on_standard_error_writes_lines) {
  int ends[2];
  BOOST_REQUIRE(::pipe(ends) == 0);
  const int original = ::dup(STDERR_FILENO);
  ::dup2(ends[1], STDERR_FILENO);
  const auto sink = log_to_stderr(log_level::warning);
  sink(log_level::info, "hidden");
  sink(log_level::warning, "warning");
  sink(log_level::error, "error");
  ::dup2(original, STDERR_FILENO);
  ::close(original);
  ::close(ends[1]);
  char text[100];
  const auto size = ::read(ends[0], text, sizeof text);
  ::close(ends[0]);
  BOOST_REQUIRE(size > 0);
  BOOST_TEST(std::string(text, static_cast<std::size_t>(size)) == "AT: warning\nAT: error\n");
  BOOST_TEST((log_to_stderr().threshold == log_level::info));
}

BOOST_AUTO_TEST_SUITE_END()
