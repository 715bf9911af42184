// Encoding a request and reading a response of 2 KB, beside RapidJSON's bare parse.
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include <rapidjson/document.h>

#include <target_sdk/models/serialization.hpp>

#include "benchmarks/bench_support.hpp"
#include "benchmarks/sample_call.hpp"

using namespace target_sdk;
using namespace target_sdk::benchmarks;
using std::chrono::steady_clock;

namespace {

std::size_t kept = 0; // Keeps results from being optimised away.

/// Microseconds per call of `work`, the median of several rounds of many calls.
template <class Work>
double microseconds_of(const char* what, Work&& work, bool quick) {
  std::vector<double> times;
  int calls = quick ? 2000 : 20'000;
  for (rounds left(what, quick ? 5 : 15); left.next();) {
    auto started = steady_clock::now();
    for (int i = 0; i < calls; ++i)
      work();
    std::chrono::duration<double, std::micro> took = steady_clock::now() - started;
    times.push_back(took.count() / calls);
  }
  return median(times);
}

} // namespace

int main(int argc, char** argv) {
  auto arguments = parse_arguments(argc, argv);
  auto request = sample_request();
  auto response = sample_response_text();
  double encode = microseconds_of(
    "encode request", [&] { kept += to_json_text(request).size(); }, arguments.quick);
  double parse = microseconds_of(
    "parse response",
    [&] {
      auto read = from_json_text<delivery_response>(response, {.mode = read_mode::answer});
      kept += read ? read->execute->mboxes.size() : 0;
    },
    arguments.quick);
  double bare = microseconds_of(
    "bare RapidJSON parse",
    [&] {
      rapidjson::Document document;
      document.Parse(response.data(), response.size());
      kept += document.IsObject();
    },
    arguments.quick);
  std::printf("encode request (%zu bytes)          %7.2f us\n", to_json_text(request).size(),
              encode);
  std::printf("parse response (%zu bytes)          %7.2f us\n", response.size(), parse);
  std::printf("bare RapidJSON parse of the same     %7.2f us\n", bare);
  return write_figures(arguments, json::object({{"encode_request_us", rounded(encode)},
                                                {"parse_response_us", rounded(parse)},
                                                {"bare_rapidjson_parse_us", rounded(bare)}}));
}
