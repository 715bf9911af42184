#include "tools/targetctl/commands.hpp"

#include <CLI/CLI.hpp>

#include <target_sdk/config.hpp>

#include "tools/targetctl/artifact_command.hpp"
#include "tools/targetctl/call_commands.hpp"
#include "tools/targetctl/decide_command.hpp"
#include "tools/targetctl/edge/edge_command.hpp"
#include "tools/targetctl/fetch_url.hpp"
#ifdef TARGET_SDK_HAS_GATEWAY
#include "tools/targetctl/gateway_command.hpp"
#endif
#include "tools/targetctl/outbox_command.hpp"

namespace target_sdk::tools {
namespace {

void add_version_flags(CLI::App& app) {
  app.set_version_flag("--version", TARGET_SDK_VERSION);
  for (auto* const command : app.get_subcommands(nullptr))
    add_version_flags(*command);
}

} // namespace

std::unique_ptr<CLI::App> make_command_line(int& exit_code) {
  auto app =
    std::make_unique<CLI::App>("Adobe Target from the command line (unofficial)", "targetctl");
  app->require_subcommand(1);
  add_offers_command(*app, exit_code);
  add_attributes_command(*app, exit_code);
  add_notify_command(*app, exit_code);
  add_outbox_command(*app, exit_code);
  add_decide_command(*app, exit_code);
  add_artifact_command(*app, exit_code, fetch_url);
  add_edge_command(*app, exit_code, fetch_url);
#ifdef TARGET_SDK_HAS_GATEWAY
  add_gateway_command(*app, exit_code);
#endif
  add_version_flags(*app);
  return app;
}

} // namespace target_sdk::tools
