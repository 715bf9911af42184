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

BOOST_AUTO_TEST_CASE(a_line_is_one_line_without_control_characters) {
  std::string line;
  const log_sink sink{.write = [&](log_level, std::string_view text) { line = text; }};
  const auto logged = [&](std::string_view text) {
    sink(log_level::info, text);
    return line.substr(4);
  };
  BOOST_TEST(logged("one\r\nAT: two\t\x1b[31m\x7f") == "one\\r\\nAT: two\\t\\u001b[31m\\u007f");
  BOOST_TEST(logged(std::string_view("a\0b", 3)) == "a\\u0000b");
  BOOST_TEST(logged("\xc2\x85 \xc2\x9b \xe2\x80\xa8 \xe2\x80\xa9")
             == "\\u0085 \\u009b \\u2028 \\u2029");
  BOOST_TEST(logged("\x9b 31m \xff") == "\xef\xbf\xbd 31m \xef\xbf\xbd"); // C1 as a single byte.
  for (const std::string kept :
       {"", R"({"path":"C:\\x","n":"\n"})", "caf\xc3\xa9 \xf0\x9f\x98\x80 \xc2\xa0"})
    BOOST_TEST(logged(kept) == kept);
  for (int byte = 0; byte < 256; ++byte)
    for (const char c : logged(std::string(2, static_cast<char>(byte))))
      BOOST_TEST((static_cast<unsigned char>(c) >= 0x20 && c != 0x7f));
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
