#include "tests/soak/server_process.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <new>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <unordered_set>

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/eventually.hpp"
#include "tests/support/test_server.hpp"

namespace soak {
namespace {

using namespace std::chrono_literals;
using target_sdk::test_support::recorded_request;
using target_sdk::test_support::reply;

constexpr std::string_view offers_text = R"({"status":200,"id":{"tntId":"soak.28_0"},
  "edgeHost":"mboxedge28.tt.omtrdc.net",
  "execute":{"mboxes":[{"index":0,"name":"hero","options":[{"type":"json","content":{"on":true},
  "eventToken":"t"}]}]}})";

/// The rules of two-second period `version`, larger and smaller by turns.
std::string rules_text(std::int64_t version) {
  const std::string content(static_cast<std::size_t>(1000 + version % 7 * 5000), 'x');
  return R"({"version":"1.0.0","meta":{"clientCode":"acmeclient","environment":"production"},
    "localMboxes":["hero"],"remoteMboxes":["far"],"responseTokens":[],"rules":{"views":{},
    "mboxes":{"hero":[{"ruleKey":"1","meta":{"activity.id":1},
    "condition":{"<":[{"var":"allocation"},50]},"consequence":{"name":"hero","options":[
    {"type":"html","eventToken":"t","content":")"
         + content + R"("}],"metrics":[]}}]}}})";
}

reply rules_reply() {
  const auto version = std::chrono::steady_clock::now().time_since_epoch() / 2s;
  return {.headers = {{"ETag", '"' + std::to_string(version) + '"'}}, .body = rules_text(version)};
}

/// The misbehaviour that is due, or `good`.
reply faulty(std::uint64_t turn, reply good) {
  const auto due = turn * 37 % 100;
  if (due < 5)
    return target_sdk::test_support::reset_reply();
  if (due < 10)
    return {.status = 500, .body = R"({"status":500,"message":"oops"})"};
  if (due < 12)
    return target_sdk::test_support::stall_reply();
  if (due < 14)
    return target_sdk::test_support::truncated_reply(std::move(good), 120);
  if (due < 16)
    return target_sdk::test_support::garbage_reply();
  return good;
}

/// The answers of the server; one thread asks for them.
class edge {
public:
  explicit edge(server_state& state) : state_(state) {}

  reply answer(const recorded_request& request) {
    if (request.method == "GET")
      return faulty(turn_++, rules_reply());
    note_work(request.body);
    reply good{.body = std::string(offers_text)};
    if (request.body.find(R"("slow")") != std::string::npos)
      good.delay = 50ms;
    return faulty(turn_++, std::move(good));
  }

private:
  void note_work(std::string_view body) {
    // Not what a client at rest sends: telemetry of its polls.
    if (body.find(R"("notifications")") != body.npos || body.find(R"("execute")") != body.npos)
      ++state_.work;
    constexpr std::string_view mark = R"("id":"soak-)";
    for (auto at = body.find(mark); at != std::string_view::npos; at = body.find(mark, at)) {
      at += mark.size();
      seen_.emplace(body.substr(at, body.find('"', at) - at));
    }
    state_.reports = seen_.size();
  }

  server_state& state_;
  std::uint64_t turn_ = 0;
  std::unordered_set<std::string> seen_;
};

[[noreturn]] void serve(server_state& state) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  edge answers(state);
  target_sdk::test_support::test_server server{{.keep_requests = false}};
  server.set_handler([&](const recorded_request& request) { return answers.answer(request); });
  state.port = server.port();
  for (;;)
    ::pause();
}

} // namespace

server_process::server_process() {
  auto* memory = ::mmap(nullptr, sizeof(server_state), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    throw std::system_error(errno, std::generic_category(), "mmap");
  state_ = new (memory) server_state;
  process_ = ::fork();
  if (process_ < 0)
    throw std::system_error(errno, std::generic_category(), "fork");
  if (process_ == 0)
    serve(*state_);
  if (!target_sdk::test_support::eventually([this] { return state_->port != 0; }))
    throw std::runtime_error("the server does not start");
}

server_process::~server_process() {
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  ::munmap(state_, sizeof(server_state));
}

} // namespace soak
