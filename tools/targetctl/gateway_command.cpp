#include "tools/targetctl/gateway_command.hpp"

#include <chrono>
#include <csignal>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

#include <target_sdk/client.hpp>
#include <target_sdk/gateway.hpp>

#include "tools/targetctl/client_options_input.hpp"
#include "tools/targetctl/descriptor_limit.hpp"
#include "tools/targetctl/gateway_options_input.hpp"

namespace target_sdk::tools {
namespace {

constexpr int calls_were_left = 1;
constexpr int cannot_start = 2;

constexpr const char* about_gateways =
  "Clients of gateways connect to it: targetctl offers --gateway HOST:PORT ..., and\n"
  "client::connect. Beyond the loopback TLS is required, with certificates on both sides.\n"
  "SIGTERM and SIGINT drain it: new calls are refused, so that clients go elsewhere, calls\n"
  "under way are answered, then it ends. A second signal ends it at once.";

struct gateway_arguments {
  client_options_input options;
  std::string listen = "127.0.0.1:4600";
  gateway_tls tls;
  std::int64_t drain_ms = 10'000;
};

void complain(const std::string& message) {
  std::cerr << "targetctl gateway: " + message + '\n' << std::flush;
}

/// SIGTERM and SIGINT, for this thread and those that it starts.
sigset_t block_end_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

void wait_for(const sigset_t& signals) {
  int which = 0;
  while (sigwait(&signals, &which) != 0) {
  }
}

void tell_event(const event& what) {
  if (const auto* lost = std::get_if<send_notification_error>(&what))
    complain("notifications were lost: " + to_string(lost->error));
  else if (const auto* damaged = std::get_if<outbox_damaged>(&what))
    complain(damaged->error.message + "; it is now " + damaged->file);
  else if (const auto* opened = std::get_if<breaker_opened>(&what))
    complain(opened->host + " is down: " + opened->error.message);
  else if (const auto* closed = std::get_if<breaker_closed>(&what))
    complain(closed->host + " is up again");
}

/// Back ends and strangers are refused when there are few left.
constexpr std::size_t many_descriptors = 65'536;

int serve(const gateway_arguments& arguments, const gateway_address& listen) {
  raise_descriptor_limit(many_descriptors);
  const auto signals = block_end_signals();
  auto options = arguments.options.read();
  auto target =
    options ? client::create(*std::move(options)) : tl::unexpected(std::move(options.error()));
  if (!target) {
    complain(target.error().message);
    return cannot_start;
  }
  target->on_event(tell_event);
  auto gateway =
    serve_gateway(*target, {.host = listen.host, .port = listen.port, .tls = arguments.tls});
  if (!gateway) {
    complain(gateway.error().message);
    return cannot_start;
  }
  std::cerr << "listening on " + listen.host + ':' + std::to_string(gateway->port()) + '\n'
            << std::flush;
  wait_for(signals);
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr); // The next one ends the process.
  const bool is_empty = gateway->drain(std::chrono::milliseconds(arguments.drain_ms));
  target->close();
  if (is_empty)
    return 0;
  complain("calls were still under way");
  return calls_were_left;
}

int run(const gateway_arguments& arguments) {
  const auto listen = read_gateway_addresses(arguments.listen);
  if (!listen || listen->size() != 1) {
    complain("--listen: " + (listen ? "one HOST:PORT is expected" : listen.error().message));
    return cannot_start;
  }
  return serve(arguments, listen->front());
}

} // namespace

void add_gateway_command(CLI::App& app, int& exit_code) {
  auto* const command = app.add_subcommand(
    "gateway", "Answer the calls of other processes, which share the connections and the outbox "
               "of this one");
  const auto arguments = std::make_shared<gateway_arguments>();
  add_listen_flag(*command, arguments->listen);
  add_tls_flags(*command, arguments->tls);
  command
    ->add_option("--drain-time", arguments->drain_ms,
                 "How long calls under way may take after SIGTERM")
    ->type_name("MS")
    ->check(CLI::Range(std::int64_t{0}, std::int64_t{3'600'000}))
    ->capture_default_str();
  arguments->options.add_flags(*command);
  command->footer(about_gateways);
  command->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

} // namespace target_sdk::tools
