// Request and response from a thread that is no actor but talks to actors.
//
//   scoped_actor [HOST:PORT]
#include <iostream>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>
#include <target_sdk/client.hpp>

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

  const target_sdk::context browser{.channel = target_sdk::channel_type::web,
                                    .user_agent = "Mozilla/5.0"};
  caf::scoped_actor self{system};
  int failures = 0;
  const auto report = [&](const target_sdk::error& err) {
    std::cerr << to_string(err) << '\n';
    ++failures;
  };

  target_sdk::get_offers offers_call;
  offers_call.request.context = browser;
  offers_call.request.execute = target_sdk::execute_request{.mboxes = {{.name = "hero"}}};
  if (const auto offers = ask(self, client->actors().delivery, offers_call))
    for (const auto& token : offers->response_tokens)
      std::cout << "offered by " << token["activity.name"].string_or_empty() << '\n';
  else
    report(offers.error());

  target_sdk::get_attributes attributes_call{.mbox_names = {"flags"}};
  attributes_call.request.context = browser;
  if (const auto flags = ask(self, client->actors().attributes, attributes_call))
    std::cout << "search: " << flags->value_or("flags", "search", "classic") << '\n'
              << "items in the cart: " << flags->value_or<std::int64_t>("flags", "maxCartItems", 10)
              << '\n';
  else
    report(flags.error());
  return failures == 0 ? 0 : 1;
}
