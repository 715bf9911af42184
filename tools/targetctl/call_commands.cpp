#include "tools/targetctl/call_commands.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include <target_sdk/client.hpp>

#include "actors/outbox/outbox_file.hpp"
#include "tools/targetctl/batch/batch_summary.hpp"
#include "tools/targetctl/batch/line_reader.hpp"
#include "tools/targetctl/batch/ordered_output.hpp"
#include "tools/targetctl/batch/progress.hpp"
#include "tools/targetctl/batch/terminal_line.hpp"
#include "tools/targetctl/call_input.hpp"
#include "tools/targetctl/call_output.hpp"
#include "tools/targetctl/client_options_input.hpp"
#include "tools/targetctl/end_of_output.hpp"
#ifdef TARGET_SDK_HAS_GATEWAY
#include "tools/targetctl/gateway_options_input.hpp"
#endif
#include "tools/targetctl/read_file.hpp"

namespace target_sdk::tools {
namespace {

using std::chrono::steady_clock;

constexpr int failed = 1;
constexpr int wrong_usage = 2;
constexpr std::chrono::seconds usual_wait_for_rules{30};

// -- the subcommands ------------------------------------------------------------------------------

struct offers_command {
  static constexpr const char* name = "offers";
  static constexpr const char* purpose = "Ask for offers";
  using call = get_offers;
  static constexpr std::string_view own_members = ", decisioningMethod";
  static constexpr std::string_view own_answer = "";
  static auto start(const client& target, call asked) {
    return target.get_offers(std::move(asked));
  }
};

struct attributes_command {
  static constexpr const char* name = "attributes";
  static constexpr const char* purpose =
    "Read JSON offers as attributes; mboxNames says of which mboxes";
  using call = get_attributes;
  static constexpr std::string_view own_members = ", decisioningMethod,\nmboxNames";
  static constexpr std::string_view own_answer = "";
  static auto start(const client& target, call asked) {
    return target.get_attributes(std::move(asked));
  }
};

/// With `--outbox` or `--gateway`: what is kept is answered, and delivered later.
struct kept_notify_command {
  static constexpr const char* name = "notify";
  using call = send_notifications;
  static auto start(const client& target, call asked) { return target.notify(std::move(asked)); }
};

struct notify_command {
  static constexpr const char* name = "notify";
  static constexpr const char* purpose = "Report what was shown or clicked";
  using call = send_notifications;
  using with_outbox = kept_notify_command;
  static constexpr std::string_view own_members = "";
  static constexpr std::string_view own_answer =
    "\nWith --outbox: {\"accepted\": [\"ID\", ...]} as soon as it is in the file. What is not\n"
    "delivered two seconds after the last line stays there: targetctl outbox."
#ifdef TARGET_SDK_HAS_GATEWAY
    "\nWith --gateway: the same as soon as a gateway has it."
#endif
    ;
  static auto start(const client& target, call asked) {
    return target.send_notifications(std::move(asked));
  }
};

// -- messages -------------------------------------------------------------------------------------

template <class Command>
void say(const std::string& message) {
  std::cerr << std::string(terminal_line::before_message()) + "targetctl " + Command::name + ": "
                 + message + '\n'
            << std::flush;
}

/// The events of a client that people want to see.
template <class Command>
void say_event(const event& what) {
  if (const auto* download = std::get_if<artifact_download_failed>(&what))
    say<Command>("cannot load the rules from " + download->location + ": "
                 + to_string(download->error));
  else if (const auto* lost = std::get_if<send_notification_error>(&what))
    say<Command>("notifications were lost: " + to_string(lost->error));
  else if (const auto* damaged = std::get_if<outbox_damaged>(&what))
    say<Command>(damaged->error.message + "; it is now " + damaged->file);
}

// -- running --------------------------------------------------------------------------------------

struct call_arguments {
  client_options_input options;
  std::size_t concurrency = 16;
  std::string request_file;
  bool with_summary = false;
#ifdef TARGET_SDK_HAS_GATEWAY
  std::optional<std::string> gateways;
  gateway_tls tls;
#endif
};

result<client> make_client(const call_arguments& arguments, client_options options) {
#ifdef TARGET_SDK_HAS_GATEWAY
  if (arguments.gateways) {
    auto gateways = read_gateway_addresses(*arguments.gateways);
    if (!gateways)
      return fail(error_kind::invalid_configuration, "--gateway: " + gateways.error().message);
    return client::connect(
      {.gateways = *std::move(gateways), .tls = arguments.tls, .client = std::move(options)});
  }
#else
  static_cast<void>(arguments);
#endif
  return client::create(std::move(options));
}

bool uses_gateways([[maybe_unused]] const call_arguments& arguments) {
#ifdef TARGET_SDK_HAS_GATEWAY
  return arguments.gateways.has_value();
#else
  return false;
#endif
}

/// A call from a file, its answer for people.
template <class Command>
int run_one(const client& target, const std::string& file) {
  auto text = read_file(file);
  if (!text) {
    say<Command>(text.error().message);
    return wrong_usage;
  }
  auto call =
    read_call_or_request<typename Command::call>(*std::move(text), target.options().logger);
  auto answer =
    call ? Command::start(target, *std::move(call)).get() : tl::unexpected(std::move(call.error()));
  std::cout << indented(answer_line(answer)) << '\n';
  if (!answer)
    say<Command>(to_string(answer.error()));
  return std::max(answer ? 0 : failed, end_of_output(std::cout, std::cerr));
}

/// What the calls of a batch share. Callbacks may outlive the batch, but not this.
struct batch {
  explicit batch(std::size_t concurrency) : output(STDOUT_FILENO, concurrency) {}

  ordered_output output;
  batch_summary summary;
  steady_clock::time_point started = steady_clock::now();
};

template <class Command>
void run_line(const client& target, std::string line, const std::shared_ptr<batch>& all,
              std::uint64_t place) {
  auto call = read_call<typename Command::call>(std::move(line), target.options().logger);
  if (!call) {
    all->summary.add(to_string(call.error().kind), std::nullopt);
    return all->output.put(place, error_line(call.error()), true);
  }
  const auto started = steady_clock::now();
  auto pending = Command::start(target, *std::move(call));
  pending.then([all, place, started](auto answer) {
    all->summary.add(answer ? "ok" : to_string(answer.error().kind), steady_clock::now() - started);
    all->output.put(place, answer_line(answer), !answer);
  });
}

bool is_blank(const std::string& line) {
  return line.find_first_not_of(" \t\r\v\f") == std::string::npos;
}

/// The exit code of a batch, with a message when it is not 0.
template <class Command>
int conclude(const batch_outcome& outcome, int read_error) {
  if (outcome.write_error != 0)
    say<Command>(std::string("cannot write: ") + std::strerror(outcome.write_error));
  if (read_error != 0)
    say<Command>(std::string("cannot read: ") + std::strerror(read_error));
  if (outcome.write_error != 0 || read_error != 0 || outcome.reader_gone)
    return failed;
  if (outcome.failed == 0)
    return 0;
  say<Command>(std::to_string(outcome.failed) + " of " + std::to_string(outcome.lines)
               + " calls failed");
  return failed;
}

/// Starts a call for each line of standard input, and waits for all answers. The errno of a failed
/// read; 0: none.
template <class Command>
int run_input(const client& target, const std::shared_ptr<batch>& all) {
  line_reader input(STDIN_FILENO, STDOUT_FILENO);
  while (auto line = input.next()) {
    if (is_blank(*line))
      continue;
    const auto place = all->output.open_place();
    if (!place)
      break;
    run_line<Command>(target, *std::move(line), all, *place);
  }
  return input.error();
}

/// Calls from standard input, one a line.
template <class Command>
int run_lines(const client& target, const call_arguments& arguments) {
  const auto all = std::make_shared<batch>(arguments.concurrency);
  std::optional<progress> shown;
  if (shows_batch_progress())
    shown.emplace([&output = all->output] { return output.state(); });
  const auto read_error = run_input<Command>(target, all);
  const auto outcome = all->output.finish();
  shown.reset();
  if (arguments.with_summary)
    std::cerr << all->summary.text("calls", steady_clock::now() - all->started) << std::flush;
  return conclude<Command>(outcome, read_error);
}

/// Calls never wait for the rules, so a batch that decides on them does.
template <class Command>
void wait_for_rules(const client& target) {
  if (target.options().decisioning_method == decisioning_method::server_side)
    return;
  const auto limit = target.options().artifact.maximum_wait_ready;
  const progress shown(with_seconds("waiting for the rules"));
  auto ready = target.ready();
  if (auto answer = ready.get(limit.value_or(usual_wait_for_rules)); !answer)
    say<Command>("no rules yet: " + answer.error().message);
}

template <class Command>
int run_calls(const client& target, const call_arguments& arguments) {
  if (!arguments.request_file.empty())
    return run_one<Command>(target, arguments.request_file);
  return run_lines<Command>(target, arguments);
}

/// Gives the client the usual time for what its outbox holds, and says what stays there.
template <class Command>
void close_with_outbox(const client& target) {
  target.close();
  const auto& file = target.options().outbox.file;
  const auto rest = detail::open_existing_outbox(file);
  if (rest && rest->count() > 0)
    say<Command>(std::to_string(rest->count()) + " notifications stay in " + file);
}

template <class Command>
int run(const call_arguments& arguments) {
  auto options = arguments.options.read();
  auto target = options ? make_client(arguments, *std::move(options))
                        : tl::unexpected(std::move(options.error()));
  if (!target) {
    say<Command>(target.error().message);
    return wrong_usage;
  }
  target->on_event(say_event<Command>);
  wait_for_rules<Command>(*target);
  if constexpr (requires { typename Command::with_outbox; }) {
    if (uses_gateways(arguments))
      return run_calls<typename Command::with_outbox>(*target, arguments);
    if (!target->options().outbox.file.empty()) {
      const auto exit_code = run_calls<typename Command::with_outbox>(*target, arguments);
      close_with_outbox<Command>(*target);
      return exit_code;
    }
  }
  return run_calls<Command>(*target, arguments);
}

template <class Command>
void add_command(CLI::App& app, int& exit_code) {
  auto* const command = app.add_subcommand(Command::name, std::string(Command::purpose)
                                                            + ": JSON lines from stdin to stdout");
  const auto arguments = std::make_shared<call_arguments>();
  command->add_option("--concurrency", arguments->concurrency, "Calls under way at a time")
    ->check(CLI::Range(1, 10'000))
    ->type_name("NUMBER")
    ->capture_default_str();
  command
    ->add_option("--request", arguments->request_file,
                 "One call from a file (- is stdin) instead; the answer is printed indented")
    ->type_name("FILE");
  command
    ->add_flag("--summary", arguments->with_summary,
               "Say at the end how many calls a second there were, how long they took and how they "
               "ended; on stderr")
    ->excludes("--request");
#ifdef TARGET_SDK_HAS_GATEWAY
  add_gateway_flags(*command, arguments->gateways, arguments->tls);
#endif
  arguments->options.add_flags(*command);
  command->footer("Each line is one call, an object of request, targetCookie, visitorCookie,\n"
                  "targetLocationHint, sessionId, consumerId, customerIds,\n"
                  "redirectParameter, timeout (ms), headers"
                  + std::string(Command::own_members)
                  + ".\nEach answer, in the same order: {\"result\": {...}} or "
                    "{\"error\": {...}}."
                  + std::string(Command::own_answer));
  command->callback([arguments, &exit_code] { exit_code = run<Command>(*arguments); });
}

} // namespace

void add_offers_command(CLI::App& app, int& exit_code) {
  add_command<offers_command>(app, exit_code);
}

void add_attributes_command(CLI::App& app, int& exit_code) {
  add_command<attributes_command>(app, exit_code);
}

void add_notify_command(CLI::App& app, int& exit_code) {
  add_command<notify_command>(app, exit_code);
}

} // namespace target_sdk::tools
