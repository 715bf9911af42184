// Calls through a gateway, beside direct ones and an empty request to an actor of another process.
//
// The program starts itself: `--echo` offers such an actor, `--back-end WHERE SECONDS IN_FLIGHT` is
// a back end that asks WHERE, `gateway:PORT` or `edge:PORT`, and prints its calls and their
// latencies.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <caf/all.hpp>
#include <caf/io/all.hpp>
#include <unistd.h>

#include <target_sdk/caf_compat.hpp>
#include <target_sdk/client.hpp>
#include <target_sdk/gateway.hpp>

#include "benchmarks/bench_support.hpp"
#include "benchmarks/nginx_server.hpp"
#include "benchmarks/sample_call.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/listening_url.hpp"
#include "tests/support/temp_dir.hpp"

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(std::shared_ptr<std::function<void(bool)>>)

using namespace target_sdk;
using namespace target_sdk::benchmarks;
using std::chrono::steady_clock;

namespace {

constexpr std::size_t many = 32;

struct outcome {
  double per_second = 0;
  double p50_us = 0;
  double p99_us = 0;
};

/// A child of this benchmark that says "listening on HOST:PORT".
class server {
public:
  explicit server(const std::vector<std::string>& command)
    : process_({.command = command,
                .output_file = (folder_.path() / "said").string(),
                .error_file = (folder_.path() / "said").string()}) {
    const auto where = test_support::await_listening_url(folder_, "said", std::chrono::seconds(30));
    if (where.empty())
      throw std::runtime_error("it does not listen: " + folder_.read("said"));
    port_ = where.substr(where.rfind(':') + 1);
  }

  const std::string& port() const noexcept { return port_; }

private:
  test_support::temp_dir folder_;
  test_support::child_process process_;
  std::string port_;
};

/// Keeps `in_flight` of what `start(done)` starts under way.
template <class Start>
outcome run_for(std::chrono::milliseconds duration, std::size_t in_flight, Start start) {
  struct lane {
    std::vector<double> latencies_us = {};
    steady_clock::time_point asked = {};
    std::function<void()> next = {};
  };
  std::vector<lane> lanes(in_flight);
  std::promise<void> all_done;
  std::atomic<std::size_t> open{in_flight};
  std::atomic<std::size_t> failed{0};
  const auto began = steady_clock::now();
  for (auto& each : lanes) {
    each.next = [&, self = &each] {
      if (steady_clock::now() - began >= duration) {
        if (--open == 0)
          all_done.set_value();
        return;
      }
      self->asked = steady_clock::now();
      start([&failed, self](bool is_right) {
        failed += is_right ? 0 : 1;
        self->latencies_us.push_back(
          std::chrono::duration<double, std::micro>(steady_clock::now() - self->asked).count());
        self->next();
      });
    };
    each.next();
  }
  all_done.get_future().get();
  const std::chrono::duration<double> wall = steady_clock::now() - began;
  if (failed > 0)
    throw std::runtime_error(std::to_string(failed) + " calls failed");
  std::vector<double> latencies;
  for (const auto& each : lanes)
    latencies.insert(latencies.end(), each.latencies_us.begin(), each.latencies_us.end());
  return {.per_second = static_cast<double>(latencies.size()) / wall.count(),
          .p50_us = quantile(latencies, 0.5),
          .p99_us = quantile(latencies, 0.99)};
}

client_options options_for_bench() {
  client_options options{.client = "acmeclient", .organization_id = "org@AdobeOrg"};
  options.telemetry_enabled = false;
  return options;
}

result<client> make_client(const std::string& where) {
  const auto port = where.substr(where.find(':') + 1);
  if (where.starts_with("gateway:"))
    return client::connect(
      {.gateways = {{.host = "127.0.0.1", .port = static_cast<std::uint16_t>(std::stoi(port))}},
       .client = options_for_bench()});
  auto options = options_for_bench();
  options.server_domain = "127.0.0.1:" + port;
  options.secure = false;
  return client::create(options);
}

outcome run_calls(const client& asked, std::chrono::milliseconds duration, std::size_t in_flight) {
  return run_for(duration, in_flight, [&asked](auto done) {
    auto pending = asked.get_offers({.request = sample_request()});
    pending.then([done](const result<offers>& answer) { done(answer.has_value()); });
  });
}

// -- the programs that this one starts ------------------------------------------------------------

int serve_echo() {
  caf::actor_system_config config;
  tune_for_short_calls(config);
  config.load<caf::io::middleman>();
  caf::actor_system system{config};
  const auto echo = system.spawn([](caf::event_based_actor*) -> caf::behavior {
    return {[](std::int32_t number) { return number; }};
  });
  const auto port = system.middleman().publish(echo, 0, "127.0.0.1");
  if (!port)
    return 1;
  std::printf("listening on 127.0.0.1:%d\n", static_cast<int>(*port));
  std::fflush(stdout);
  ::pause();
  return 0;
}

int run_back_end(const std::string& where, const std::string& ms, const std::string& in_flight) {
  const auto asked = make_client(where);
  if (!asked || !asked->get_offers({.request = sample_request()}).get())
    return 1;
  const auto made = run_calls(*asked, std::chrono::milliseconds(std::stoi(ms)),
                              static_cast<std::size_t>(std::stoi(in_flight)));
  std::printf("%f %f %f\n", made.per_second, made.p50_us, made.p99_us);
  return 0;
}

// -- measuring ------------------------------------------------------------------------------------

outcome run_echo(const std::string& port, std::chrono::milliseconds duration,
                 std::size_t in_flight) {
  caf::actor_system_config config;
  tune_for_short_calls(config);
  config.load<caf::io::middleman>();
  caf::actor_system system{config};
  const auto echo =
    system.middleman().remote_actor("127.0.0.1", static_cast<std::uint16_t>(std::stoi(port)));
  if (!echo)
    throw std::runtime_error("no echo");
  const auto asker = system.spawn([to = *echo](caf::event_based_actor* self) -> caf::behavior {
    return {[=](const std::shared_ptr<std::function<void(bool)>>& done) {
      self->request(to, caf::infinite, std::int32_t{1})
        .then([done](std::int32_t) { (*done)(true); }, [done](caf::error&) { (*done)(false); });
    }};
  });
  auto made = run_for(duration, in_flight, [&asker](auto done) {
    caf::anon_send(asker, std::make_shared<std::function<void(bool)>>(done));
  });
  caf::anon_send_exit(asker, caf::exit_reason::user_shutdown);
  return made;
}

/// Several back ends at once: calls of all, the median of their latencies.
outcome run_back_ends(const std::string& program, const std::string& where, int count,
                      std::chrono::milliseconds duration) {
  struct back_end {
    test_support::temp_dir folder;
    std::optional<test_support::child_process> process;
  };
  std::vector<back_end> all(static_cast<std::size_t>(count));
  for (auto& each : all)
    each.process.emplace(test_support::child_process_options{
      .command = {program, "--back-end", where, std::to_string(duration.count()),
                  std::to_string(many)},
      .output_file = (each.folder.path() / "out").string()});
  outcome sum;
  std::vector<double> p50;
  std::vector<double> p99;
  for (auto& each : all) {
    if (each.process->wait(duration + std::chrono::seconds(30)) != 0)
      throw std::runtime_error("a back end failed");
    std::istringstream said(each.folder.read("out"));
    outcome one;
    said >> one.per_second >> one.p50_us >> one.p99_us;
    sum.per_second += one.per_second;
    p50.push_back(one.p50_us);
    p99.push_back(one.p99_us);
  }
  sum.p50_us = median(p50);
  sum.p99_us = median(p99);
  return sum;
}

json print(const char* what, const outcome& measured) {
  std::printf("%-34s %10.0f %10.1f %10.1f\n", what, measured.per_second, measured.p50_us,
              measured.p99_us);
  std::fflush(stdout);
  return json::object({{"per_second", rounded(measured.per_second)},
                       {"p50_us", rounded(measured.p50_us)},
                       {"p99_us", rounded(measured.p99_us)}});
}

int run(const bench_arguments& arguments, const std::string& program) {
  const auto duration = std::chrono::milliseconds(arguments.quick ? 500 : 4000);
  const nginx_server edge({.body = sample_response_text()});
  const auto edge_port = std::to_string(edge.port());
  const server gateway({TARGETCTL_PROGRAM, "gateway", "--listen", "127.0.0.1:0", "--client",
                        "acmeclient", "--organization-id", "org@AdobeOrg", "--server-domain",
                        "127.0.0.1:" + edge_port, "--secure=false", "--telemetry-enabled=false"});
  const server echo({program, "--echo"});
  const auto direct = make_client("edge:" + edge_port);
  const auto through = make_client("gateway:" + gateway.port());
  if (!direct || !through || !through->get_offers({.request = sample_request()}).get())
    throw std::runtime_error("no client");

  std::printf("%-34s %10s %10s %10s\n", "", "calls/s", "p50 us", "p99 us");
  auto all = json_builder::object();
  for (const std::size_t in_flight : {std::size_t{1}, many}) {
    const auto label = " (" + std::to_string(in_flight) + " in flight)";
    rounds shown("calls" + label, 1);
    shown.next();
    const auto empty = run_echo(echo.port(), duration, in_flight);
    const auto alone = run_calls(*direct, duration, in_flight);
    const auto carried = run_calls(*through, duration, in_flight);
    shown.next();
    const auto ratio = carried.p50_us / (empty.p50_us + alone.p50_us);
    auto part = json_builder::object();
    part.set("empty", print(("empty CAF request" + label).c_str(), empty));
    part.set("direct", print(("direct" + label).c_str(), alone));
    part.set("gateway", print(("gateway" + label).c_str(), carried));
    part.set("ratio", rounded(ratio));
    std::printf("%-34s %10.2f times an empty request and a direct call\n", "", ratio);
    all.set(std::to_string(in_flight), std::move(part).build());
  }
  for (const int count : {1, 2, 4}) {
    const auto label = std::to_string(count) + " back ends, ";
    auto part = json_builder::object();
    part.set("direct", print((label + "direct").c_str(),
                             run_back_ends(program, "edge:" + edge_port, count, duration)));
    part.set("gateway",
             print((label + "gateway").c_str(),
                   run_back_ends(program, "gateway:" + gateway.port(), count, duration)));
    all.set("back_ends_" + std::to_string(count), std::move(part).build());
  }
  return write_figures(arguments, std::move(all).build());
}

} // namespace

int main(int argc, char** argv) {
  try {
    const std::string first = argc > 1 ? argv[1] : "";
    if (first == "--echo")
      return serve_echo();
    if (first == "--back-end" && argc == 5)
      return run_back_end(argv[2], argv[3], argv[4]);
    return run(parse_arguments(argc, argv), argv[0]);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "bench_gateway: %s\n", problem.what());
    return 1;
  }
}
