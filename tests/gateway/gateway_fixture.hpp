// A server in the place of Target, gateways that ask it, and clients of the gateways.
#pragma once

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <target_sdk/client.hpp>
#include <target_sdk/gateway.hpp>

#include "tests/support/built_file.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/listening_url.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/test_server.hpp"

namespace target_sdk::testing {

using namespace std::chrono_literals;
using test_support::eventually;

/// Why a call failed, for messages.
template <class T>
std::string reason_of(const result<T>& answer) {
  return answer ? "it did not" : to_string(answer.error());
}

inline client_options options_for(const test_support::test_server& edge) {
  client_options options{.client = "acmeclient", .organization_id = "org@AdobeOrg"};
  options.server_domain = edge.authority();
  options.secure = false;
  options.telemetry_enabled = false;
  options.timeout = 20s;
  return options;
}

inline get_offers call_for(const std::string& mbox, const std::string& session = "") {
  return {.request = {.context = context{.channel = channel_type::web, .user_agent = "test"},
                      .execute = execute_request{.mboxes = {{.name = mbox}}}},
          .visit = {.session_id = session}};
}

inline send_notifications report_of(const std::string& id) {
  return {.request = {.context = context{.channel = channel_type::web},
                      .notifications = {{.id = id, .type = metric_type::click, .timestamp = 1}}}};
}

inline gateway_address on_loopback(std::uint16_t port) {
  return {.host = "127.0.0.1", .port = port};
}

/// A client of gateways on the loopback.
inline result<client> connect_to(const std::vector<std::uint16_t>& ports,
                                 client_options options = {}) {
  gateway_options gateways{.client = std::move(options)};
  gateways.client.client = "acmeclient";
  gateways.client.organization_id = "org@AdobeOrg";
  for (const auto port : ports)
    gateways.gateways.push_back(on_loopback(port));
  return client::connect(std::move(gateways));
}

/// `targetctl gateway`, at any port.
class gateway_process {
public:
  /// With so many descriptors at most, if that is not 0.
  explicit gateway_process(const test_support::test_server& edge,
                           const std::vector<std::string>& more = {}, int descriptors = 0)
    : edge_(edge.authority()),
      more_(more),
      descriptors_(descriptors) {
    start();
  }

  /// Starts it, at the port that it had.
  void start() {
    child_.reset();
    folder_.emplace();
    const auto targetctl = test_support::targetctl_program();
    std::vector<std::string> command = {
      targetctl,         "gateway",    "--listen",          "127.0.0.1:" + std::to_string(port_),
      "--client",        "acmeclient", "--organization-id", "org@AdobeOrg",
      "--server-domain", edge_,        "--secure=false",    "--telemetry-enabled=false",
      "--timeout",       "20000"};
    command.insert(command.end(), more_.begin(), more_.end());
    if (descriptors_ > 0) {
      const auto limit = "ulimit -n " + std::to_string(descriptors_) + " && exec \"$0\" \"$@\"";
      command.insert(command.begin(), {"/bin/sh", "-c", limit});
    }
    child_.emplace(test_support::child_process_options{
      .command = command, .error_file = (folder_->path() / "err").string()});
    const auto where = test_support::await_listening_url(*folder_, "err", 60s);
    BOOST_REQUIRE_MESSAGE(!where.empty(), "no gateway: " + folder_->read("err"));
    port_ = static_cast<std::uint16_t>(std::stoi(where.substr(where.rfind(':') + 1)));
  }

  std::uint16_t port() const { return port_; }
  pid_t pid() const { return child_->pid(); }
  bool is_running() { return child_->is_running(); }
  void send_signal(int signal) { child_->send_signal(signal); }
  std::optional<int> wait(std::chrono::milliseconds timeout) { return child_->wait(timeout); }
  void kill() {
    child_->send_signal(SIGKILL);
    child_->wait(10s);
  }
  std::string said() const { return folder_->read("err"); }

private:
  std::string edge_;
  std::vector<std::string> more_;
  int descriptors_;
  std::uint16_t port_ = 0;
  std::optional<test_support::temp_dir> folder_;
  std::optional<test_support::child_process> child_;
};

/// A gateway in this process.
struct gateway_here {
  test_support::test_server edge{{.threads = 2}};
  std::optional<gateway_server> gateway;
  std::optional<client> target; ///< Its client.

  gateway_here() { open(); }

  void open(std::uint16_t port = 0) {
    auto made = client::create(options_for(edge));
    BOOST_REQUIRE_MESSAGE(made, reason_of(made));
    target = *made;
    auto served = serve_gateway(*made, {.port = port});
    BOOST_REQUIRE_MESSAGE(served, reason_of(served));
    gateway.emplace(*std::move(served));
  }

  client connect(client_options options = {}) const {
    auto made = connect_to({gateway->port()}, std::move(options));
    BOOST_REQUIRE_MESSAGE(made, reason_of(made));
    return *made;
  }
};

} // namespace target_sdk::testing
