// The sample service of the Target SDKs: offers, views and notifications over HTTP, as JSON.
//
//   delivery_service --target HOST:PORT      asks a local edge (targetctl edge)
//   delivery_service --config FILE           asks Target as the file says
#include <csignal>
#include <iostream>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <caf/all.hpp>

#include <target_sdk/caf_compat.hpp>

#include "routes.hpp"
#include "web/client_flags.hpp"
#include "web/server.hpp"

namespace {

int complain(const target_sdk::error& problem) {
  std::cerr << "delivery_service: " << problem.message << '\n';
  return 1;
}

int run(const target_sdk::client_options& options, const std::string& listen) {
  // In this order: answers are posted to the I/O context, the client's actors live in the system.
  boost::asio::io_context io{1};
  caf::actor_system_config config;
  target_sdk::tune_for_short_calls(config);
  caf::actor_system system{config};
  const auto client = target_sdk::client::create(system, options);
  if (!client)
    return complain(client.error());
  if (options.decisioning_method == target_sdk::decisioning_method::on_device)
    if (const auto ready = client->ready().get(std::chrono::seconds(10)); !ready)
      return complain(ready.error());

  boost::asio::thread_pool threads{4};
  const delivery_service::service service{system, *client, threads};
  web::server server(io,
                     [&service](const web::request& asked, web::reply done) {
                       delivery_service::answer(service, asked, std::move(done));
                     },
                     {.body = 64 * 1024, .answer_time = options.timeout + std::chrono::seconds(5)});
  const auto url = server.listen(listen);
  if (!url)
    return complain(url.error());
  std::cerr << "listening on " << *url << std::endl;
  server.start();
  io.run(); // Until a signal, and until the requests under way are answered.

  client->close(); // Impressions that wait are delivered first.
  threads.join();
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app("The sample service of the Target SDKs, in C++", "delivery_service");
  web::client_flags flags;
  web::add_client_flags(app, flags);
  std::string listen = "127.0.0.1:8082";
  app.add_option("--listen", listen, "ADDRESS:PORT; port 0: a free one")->capture_default_str();
  unsigned deadline = 3000;
  app.add_option("--target-deadline", deadline, "Milliseconds that Target may take")
    ->check(CLI::Range(1, 60'000))
    ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  auto options = web::client_options_of(flags);
  if (!options)
    return complain(options.error());
  options->timeout = std::chrono::milliseconds(deadline);
  return run(*options, listen);
}
