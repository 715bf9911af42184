#include "tools/targetctl/edge/edge_command.hpp"

#include <chrono>
#include <iostream>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include <CLI/CLI.hpp>

#include <target_sdk/random.hpp>

#include "models/secrets.hpp"
#include "tools/targetctl/edge/server.hpp"
#include "tools/targetctl/edge/visitor_naming.hpp"

namespace target_sdk::tools {
namespace {

constexpr std::string_view edge_footer =
  R"(Answers POST /rest/v1/delivery, GET [/CLIENT/ENVIRONMENT/v1]/rules.json and GET /v1/geo.
Open /console in a browser to see the calls and why each was decided as it was, to try visitors and
to look at the rules.
Point a client at it:  targetctl offers --server-domain 127.0.0.1:8080 --secure=false ...
A request names its client code by ?client= or by the host CODE.tt.omtrdc.net. This SDK, pointed
at the server by host and port, names none, so any client code will do.
A fault is an HTTP status from 400 to 599, reset, stall, truncate or garbage, each with its
probability, as in --fault 500:0.1,reset:0.05.)";

constexpr std::int64_t longest_ms = 3'600'000;

result<edge::edge_world> make_world(const edge_arguments& arguments,
                                    const artifact_fetcher& fetch) {
  const auto& source = arguments.artifact;
  const auto format = artifact_format_of(source.format, source.place);
  if (!format)
    return tl::unexpected<error>(format.error());
  auto bytes = read_artifact(source, fetch);
  if (!bytes)
    return tl::unexpected<error>(std::move(bytes).error());
  auto rules = edge::make_rules_file(std::move(*bytes), *format, source.organization_id);
  if (!rules)
    return fail(rules.error().kind,
                detail::without_secrets(source.place) + ": " + rules.error().message);
  return edge::edge_world{.rules = std::move(*rules),
                          .client = arguments.client,
                          .edge_host = arguments.edge_host,
                          .cluster = arguments.no_cluster ? std::string()
                                                          : edge::cluster_of(arguments.edge_host)};
}

result<edge::recorder> make_recorder(const std::string& file) {
  return file.empty() ? edge::recorder() : edge::recorder::open(file);
}

template <class Setting>
void add_milliseconds(CLI::App& command, const char* name, const char* purpose, Setting& setting,
                      std::int64_t least) {
  command
    .add_option_function<std::int64_t>(
      name, [&setting](std::int64_t ms) { setting = std::chrono::milliseconds(ms); }, purpose)
    ->type_name("MS")
    ->check(CLI::Range(least, longest_ms))
    ->default_str(std::to_string(setting.count()));
}

/// An option whose text `parse` reads into `setting`; a refusal is wrong usage.
template <class Setting, class Parse>
CLI::Option* add_parsed(CLI::App& command, const char* name, const char* purpose, Setting& setting,
                        Parse parse) {
  return command.add_option_function<std::string>(
    name,
    [name, &setting, parse](const std::string& text) {
      auto parsed = parse(text);
      if (!parsed)
        throw CLI::ValidationError(name, parsed.error().message);
      setting = std::move(*parsed);
    },
    purpose);
}

void add_serving_options(CLI::App& command, edge::server_options& options) {
  add_parsed(command, "--listen", "Where to listen; port 0 picks a free one", options.listen,
             edge::parse_listen_address)
    ->type_name("ADDRESS:PORT")
    ->default_str("127.0.0.1:8080");
  add_milliseconds(command, "--latency", "Time before every delivery answer", options.latency, 0);
  add_parsed(command, "--fault", "Spoil delivery answers at random", options.faults,
             edge::fault_plan::parse)
    ->type_name("KIND:PROBABILITY,...");
  command.add_option("--seed", options.seed, "The same seed gives the same sequence of faults")
    ->type_name("NUMBER");
  auto* const no_console =
    command.add_flag("--no-console", options.no_console, "No page at /console");
  command
    .add_flag("--console-from-anywhere", options.console_from_anywhere,
              "Show the console to other machines, and under any name")
    ->excludes(no_console);
  add_milliseconds(command, "--io-timeout", "Time to send a request, and to take an answer",
                   options.io_timeout, 1);
  add_milliseconds(command, "--idle-timeout", "Time without a request before a connection ends",
                   options.idle_timeout, 1);
  command.add_option("--max-body", options.max_body, "Largest request body")
    ->type_name("BYTES")
    ->check(CLI::Range(std::size_t{1}, std::size_t{1} << 30U))
    ->capture_default_str();
  command.add_option("--max-connections", options.max_connections, "Most connections at a time")
    ->type_name("NUMBER")
    ->check(CLI::Range(std::size_t{1}, std::size_t{100'000}))
    ->capture_default_str();
}

} // namespace

int run_edge(const edge_arguments& arguments, const artifact_fetcher& fetch, std::ostream& err) {
  const auto failed = [&](const error& why) {
    err << "targetctl edge: " << why.message << '\n';
    return 1;
  };
  const auto world = make_world(arguments, fetch);
  if (!world)
    return failed(world.error());
  auto record = make_recorder(arguments.record_file);
  if (!record)
    return failed(record.error());
  if (!arguments.server.faults.empty())
    err << "faults are drawn with --seed " << arguments.server.seed << '\n';
  const auto served = edge::serve(*world, arguments.server, std::move(*record), err);
  return served ? 0 : failed(served.error());
}

void add_edge_command(CLI::App& app, int& exit_code, artifact_fetcher fetch) {
  auto* const command = app.add_subcommand(
    "edge", "Serve the Delivery API on this machine, deciding on a rules file; for development "
            "and tests");
  command->footer(std::string(edge_footer));
  const auto arguments = std::make_shared<edge_arguments>();
  auto& server = arguments->server;
  server.listen = {.host = "127.0.0.1", .port = 8080};
  // Below 2^32, so that it is easily typed again.
  server.seed = thread_random() & 0xFFFFFFFFU;
  command->add_option("--artifact", arguments->artifact.place, "Rules file, or its URL")
    ->type_name("FILE")
    ->required();
  command->add_option("--format", arguments->artifact.format, "json or bin; default: by the name")
    ->check(CLI::IsMember({"json", "bin"}));
  command->add_option("--organization-id", arguments->artifact.organization_id,
                      "To read bin, and to serve rules.bin");
  command->add_option("--client", arguments->client,
                      "Client code to decide for; requests that name another one are refused");
  auto* const edge_host =
    command->add_option("--edge-host", arguments->edge_host,
                        "Put into answers as edgeHost, as in mboxedge28.tt.omtrdc.net");
  command
    ->add_flag("--no-cluster", arguments->no_cluster,
               "Visitor ids without a cluster, for SDKs that would ask the host of the cluster")
    ->excludes(edge_host);
  command
    ->add_option("--record", arguments->record_file,
                 "Append accepted requests and notifications to this file, as JSON lines")
    ->type_name("FILE");
  add_serving_options(*command, server);
  command->callback(
    [arguments, fetch, &exit_code] { exit_code = run_edge(*arguments, fetch, std::cerr); });
}

} // namespace target_sdk::tools
