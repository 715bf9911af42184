// W3C Trace Context: what is valid, and what is read of the fields of a request.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include <target_sdk/trace_context.hpp>

#include "delivery/trace_context.hpp"

using namespace target_sdk;
using namespace std::string_literals;

namespace {

const auto parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"s;

const std::vector<std::string> valid_parents = {
  parent,
  "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
  "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff",
  "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-adds",
};

const std::vector<std::string> invalid_parents = {
  "",
  "00",
  "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
  "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
  "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
  "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
  "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more",
  "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  "0x-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
  "00-4bf92f3577b34da6a3ce929d0e0e4736-00F067AA0BA902B7-01",
  "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
  "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
  "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-0101",
  "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
  "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
  " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-a\r\nX: y",
  "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-" + std::string(500, 'a'),
};

std::string members(int count) {
  std::string all;
  for (int i = 0; i < count; ++i)
    all += (i > 0 ? ",k" : "k") + std::to_string(i) + "=v";
  return all;
}

const std::vector<std::string> valid_states = {
  "a=1",
  "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE",
  "rojo=1 , congo=2",
  "a=1,,b=2",
  "a=1,",
  "fw529a3039@dt=FfAAAAQI",
  "0tenant@system=1",
  "a_-*/9=" + std::string(256, 'v'),
  "a=with a space",
  members(32),
};

const std::vector<std::string> invalid_states = {
  "",
  ",",
  "a",
  "a=",
  "=1",
  "A=1",
  "9=1",
  "a=1,a=2",
  "a=1=2",
  "a b=1",
  "a =1",
  "@dt=1",
  "a@=1",
  "a@9=1",
  "a@system-of-a-vendor=1",
  "a=\x7f",
  "a=1\r\nX: y",
  "a=" + std::string(257, 'v'),
  std::string(257, 'k') + "=1",
  members(33),
  "a=" + std::string(250, 'v') + ",b=" + std::string(250, 'v') + ",c=" + std::string(20, 'v'),
};

} // namespace

BOOST_AUTO_TEST_SUITE(trace_contexts)

BOOST_DATA_TEST_CASE(a_traceparent_is_valid, valid_parents, text) {
  BOOST_TEST(is_valid_traceparent(text));
}

BOOST_DATA_TEST_CASE(a_traceparent_is_not_valid, invalid_parents, text) {
  BOOST_TEST(!is_valid_traceparent(text));
}

BOOST_DATA_TEST_CASE(a_tracestate_is_valid, valid_states, text) {
  BOOST_TEST(is_valid_tracestate(text));
}

BOOST_DATA_TEST_CASE(a_tracestate_is_not_valid, invalid_states, text) {
  BOOST_TEST(!is_valid_tracestate(text));
}

BOOST_AUTO_TEST_CASE(it_is_read_from_the_fields_of_a_request) {
  const auto read = read_trace_context({{"Host", "shop.example"},
                                        {"TraceParent", " " + parent + " "},
                                        {"tracestate", "a=1"},
                                        {"Tracestate", "b=2"}});
  BOOST_TEST(read.traceparent == parent);
  BOOST_TEST(read.tracestate == "a=1,b=2"); // Several fields are one list.
  BOOST_TEST(read_trace_context({}).empty());
  BOOST_TEST(read_trace_context({{"tracestate", "a=1"}}).empty());
  BOOST_TEST(read_trace_context({{"traceparent", "00-1-2-3"}, {"tracestate", "a=1"}}).empty());
  BOOST_TEST(read_trace_context({{"traceparent", parent}, {"traceparent", parent}}).empty());
  const auto half = read_trace_context({{"traceparent", parent}, {"tracestate", "A=1"}});
  BOOST_TEST(half.traceparent == parent);
  BOOST_TEST(half.tracestate.empty());
}

BOOST_AUTO_TEST_CASE(what_is_not_valid_is_dropped_with_a_warning) {
  std::vector<std::string> warnings;
  log_sink log;
  log.write = [&](log_level level, std::string_view line) {
    BOOST_CHECK(level == log_level::warning);
    warnings.emplace_back(line);
  };
  const auto kept = [&](trace_context trace) {
    delivery::drop_invalid(trace, log);
    return trace;
  };
  BOOST_CHECK(kept({}) == trace_context{});
  BOOST_CHECK((kept({.traceparent = parent, .tracestate = "a=1"})
               == trace_context{.traceparent = parent, .tracestate = "a=1"}));
  BOOST_TEST(warnings.empty());
  BOOST_CHECK(
    (kept({.traceparent = parent, .tracestate = "a"}) == trace_context{.traceparent = parent}));
  BOOST_TEST(warnings.size() == 1u);
  BOOST_CHECK((kept({.traceparent = "a", .tracestate = "a=1"}) == trace_context{}));
  BOOST_CHECK((kept({.tracestate = "a=1"}) == trace_context{}));
  BOOST_TEST(warnings.size() == 3u);
}

BOOST_AUTO_TEST_CASE(its_fields_take_the_place_of_others) {
  http_headers fields{{"Accept", "*/*"}, {"TRACEPARENT", "other"}};
  delivery::add_trace(fields, {.traceparent = parent, .tracestate = "a=1"});
  BOOST_CHECK(
    (fields == http_headers{{"Accept", "*/*"}, {"TRACEPARENT", parent}, {"tracestate", "a=1"}}));
  delivery::add_trace(fields, {});
  BOOST_TEST(fields.size() == 3u);
}

BOOST_AUTO_TEST_SUITE_END()
