// What the rules file knows is decided here, the rest is asked from the server.
//
//   hybrid HOST:PORT RULES_FILE
#include <chrono>
#include <iostream>
#include <string>

#include <target_sdk/client.hpp>

namespace {

using target_sdk::decisioning_method;

target_sdk::get_offers call_for(std::initializer_list<const char*> mboxes) {
  target_sdk::get_offers call;
  call.request.context =
    target_sdk::context{.channel = target_sdk::channel_type::web, .user_agent = "Mozilla/5.0"};
  auto& asked = call.request.execute.emplace().mboxes;
  for (const char* name : mboxes)
    asked.push_back({.name = name});
  return call;
}

/// Says who decided, and what only the server knows.
bool print(const std::string& what, const target_sdk::result<target_sdk::offers>& offers) {
  if (!offers) {
    std::cerr << what << ": " << to_string(offers.error()) << '\n';
    return false;
  }
  std::cout << what << ": decided " << to_string(offers->meta.decisioning_method) << ", status "
            << offers->response.status.value_or(0);
  for (const auto& name : offers->meta.remote_mboxes)
    std::cout << ", remote mbox " << name;
  std::cout << '\n';
  return true;
}

} // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: hybrid HOST:PORT RULES_FILE\n";
    return 2;
  }
  target_sdk::client_options options{.client = "acmeclient",
                                     .organization_id = "1234567890ABCDEF@AdobeOrg"};
  options.decisioning_method = decisioning_method::hybrid;
  options.server_domain = argv[1];
  options.secure = false;
  options.artifact.location = argv[2]; // A URL would do as well.
  const auto client = target_sdk::client::create(options);
  if (!client) {
    std::cerr << to_string(client.error()) << '\n';
    return 1;
  }
  // Before the rules are in, a hybrid client asks the server; here we wait for them.
  if (const auto ready = client->ready().get(std::chrono::seconds(10)); !ready) {
    std::cerr << to_string(ready.error()) << '\n';
    return 1;
  }

  // The rules know the hero banner: no request leaves the process.
  bool fine = print("hero", client->get_offers(call_for({"hero"})).get());

  // They do not know the recommendations: the server answers the whole request, in one exchange.
  const auto mixed = call_for({"hero", "recommendations"});
  fine &= print("hero and recommendations", client->get_offers(mixed).get());

  // This page cannot wait for a server: what can be decided is there at once, the rest is named.
  fine &= print("the same, here and now", client->decide(mixed));

  // A call may choose for itself.
  auto remote = call_for({"hero"});
  remote.decisioning_method = decisioning_method::server_side;
  fine &= print("hero from the server", client->get_offers(remote).get());
  return fine ? 0 : 1;
}
