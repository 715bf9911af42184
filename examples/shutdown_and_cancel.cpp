// The four ways in which a call ends without an answer of the server, none of them in silence.
//
//   shutdown_and_cancel HOST:PORT      a server that takes its time
#include <chrono>
#include <iostream>
#include <string>

#include <target_sdk/client.hpp>

namespace {

using namespace std::chrono_literals;
using target_sdk::error_kind;

/// Whether the call failed as expected; says how it did.
bool ended_as(error_kind expected, const std::string& what,
              const target_sdk::result<target_sdk::offers>& answer) {
  std::cout << what << ": " << (answer ? "offers" : to_string(answer.error().kind)) << '\n';
  return !answer && answer.error().kind == expected;
}

} // namespace

int main(int argc, char** argv) {
  target_sdk::client_options options{.client = "acmeclient",
                                     .organization_id = "1234567890ABCDEF@AdobeOrg"};
  if (argc > 1) {
    options.server_domain = argv[1];
    options.secure = false;
  }
  const auto client = target_sdk::client::create(options);
  if (!client) {
    std::cerr << to_string(client.error()) << '\n';
    return 1;
  }
  target_sdk::get_offers call;
  call.request.context =
    target_sdk::context{.channel = target_sdk::channel_type::web, .user_agent = "Mozilla/5.0"};
  call.request.execute = target_sdk::execute_request{.mboxes = {{.name = "hero"}}};
  bool fine = true;

  // The visitor went away: give the call up, its connection is free at once.
  auto abandoned = client->get_offers(call);
  abandoned.cancel();
  fine &= ended_as(error_kind::cancelled, "cancelled by the caller", abandoned.get());

  // This page has 50 ms for Target, whatever the client's default is.
  auto hurried = call;
  hurried.timeout = 50ms;
  fine &= ended_as(error_kind::timeout, "deadline of 50 ms", client->get_offers(hurried).get());

  // The program ends: what is under way is answered, what comes later refused.
  auto under_way = client->get_offers(call);
  client->close(100ms);
  fine &= ended_as(error_kind::shutting_down, "under way when closing", under_way.get());
  fine &=
    ended_as(error_kind::shutting_down, "asked after closing", client->get_offers(call).get());
  return fine ? 0 : 1;
}
