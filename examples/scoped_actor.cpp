// Request and response from a thread that is no actor but talks to actors.
//
//   scoped_actor [HOST:PORT]
#include <chrono>
#include <iostream>

#include <target_sdk/actors.hpp>
#include <target_sdk/client.hpp>

using namespace std::chrono_literals;

int main(int argc, char** argv) {
  target_sdk::client_options options{.client = "acmeclient",
                                     .organization_id = "1234567890ABCDEF@AdobeOrg"};
  if (argc > 1) {
    options.server_domain = argv[1];
    options.secure = false;
  }
  caf::actor_system_config config;
  target_sdk::tune_for_short_calls(config);
  caf::actor_system system{config};
  const auto client = target_sdk::client::create(system, options);
  if (!client) {
    std::cerr << to_string(client.error()) << '\n';
    return 1;
  }

  int failures = 0;
  const auto report = [&](const caf::error& err) {
    std::cerr << to_string(target_sdk::to_error(err)) << '\n';
    ++failures;
  };
  const target_sdk::context visit{.channel = target_sdk::channel_type::web,
                                  .user_agent = "Mozilla/5.0"};
  caf::scoped_actor self{system};

  target_sdk::get_offers offers_call;
  offers_call.request.context = visit;
  offers_call.request.execute = target_sdk::execute_request{.mboxes = {{.name = "hero"}}};
  self->request(client->delivery(), 3s, offers_call)
    .receive(
      [](const target_sdk::offers& offers) {
        for (const auto& token : offers.response_tokens)
          std::cout << "offered by " << token["activity.name"].string_or_empty() << '\n';
      },
      report);

  target_sdk::get_attributes attributes_call{.mbox_names = {"flags"}};
  attributes_call.request.context = visit;
  self->request(client->attributes(), 3s, attributes_call)
    .receive(
      [](const target_sdk::attributes& attributes) {
        std::cout << "search: " << attributes.value_or("flags", "search", "classic") << '\n'
                  << "items in the cart: "
                  << attributes.value_or<std::int64_t>("flags", "maxCartItems", 10) << '\n';
      },
      report);
  return failures == 0 ? 0 : 1;
}
