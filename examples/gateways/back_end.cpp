// A back end whose calls gateways answer: back_end NAME HOST:PORT,HOST:PORT SECONDS
//
// It asks ten times a second for offers of ten sessions, and says how that went.
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>

#include <target_sdk/client.hpp>
#include <target_sdk/gateway.hpp>

int main(int argc, char** argv) {
  if (argc < 4)
    return 2;
  const std::string name = argv[1];
  auto gateways = target_sdk::read_gateway_addresses(argv[2]);
  if (!gateways) {
    std::cerr << gateways.error().message << '\n';
    return 2;
  }
  target_sdk::gateway_options options{.gateways = *std::move(gateways)};
  options.client.client = "acmeclient";
  options.client.organization_id = "0123456789ABCDEF@AdobeOrg";
  options.client.logger = target_sdk::log_to_stderr(target_sdk::log_level::warning);
  const auto client = target_sdk::client::connect(options);
  if (!client) {
    std::cerr << client.error().message << '\n';
    return 1;
  }

  int answered = 0;
  int failed = 0;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(std::atoi(argv[3]));
  for (int call = 0; std::chrono::steady_clock::now() < end; ++call) {
    target_sdk::get_offers asked;
    asked.request.execute.emplace().mboxes = {{.name = "hero"}};
    asked.visit.session_id = name + '-' + std::to_string(call % 10);
    const auto answer = client->get_offers(asked).get();
    ++(answer ? answered : failed);
    if (!answer)
      std::cerr << name << ": " << to_string(answer.error()) << '\n';
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  std::cout << name << ": " << answered << " answered, " << failed << " failed" << std::endl;
  return failed == 0 ? 0 : 1;
}
