// Feature flags: JSON offers, decided in the process, read by name and type.
//
//   feature_flags HOST:PORT RULES_FILE     HOST:PORT takes the impressions
#include <chrono>
#include <iostream>
#include <string>

#include <target_sdk/client.hpp>

namespace {

/// What the shop does for one user. Defaults hold when a flag is missing or of another type.
struct shop_flags {
  bool new_checkout = false;
  std::int64_t max_cart_items = 20;
  std::string search = "classic";
  std::string algorithm = "bestsellers";
};

shop_flags read_flags(const target_sdk::attributes& attributes) {
  shop_flags flags;
  flags.new_checkout = attributes.value_or("flags", "newCheckout", flags.new_checkout);
  flags.max_cart_items = attributes.value_or("flags", "maxCartItems", flags.max_cart_items);
  flags.search = attributes.value_or("flags", "search", flags.search);
  // A flag may be any JSON.
  if (const auto recommendations = attributes.value("flags", "recommendations"))
    flags.algorithm = (*recommendations)["algorithm"].as_string().value_or(flags.algorithm);
  return flags;
}

} // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: feature_flags HOST:PORT RULES_FILE\n";
    return 2;
  }
  target_sdk::client_options options{.client = "acmeclient",
                                     .organization_id = "1234567890ABCDEF@AdobeOrg"};
  options.decisioning_method = target_sdk::decisioning_method::on_device;
  options.server_domain = argv[1];
  options.secure = false;
  options.artifact.location = argv[2]; // A URL would do as well.
  const auto client = target_sdk::client::create(options);
  if (!client) {
    std::cerr << to_string(client.error()) << '\n';
    return 1;
  }
  if (const auto ready = client->ready().get(std::chrono::seconds(10)); !ready) {
    std::cerr << to_string(ready.error()) << '\n';
    return 1;
  }

  for (const char* user : {"ada", "ben", "cleo", "dan"}) {
    target_sdk::get_attributes call{.mbox_names = {"flags"}};
    // The same user sees the same flags on every machine: the id decides.
    call.request.id = target_sdk::visitor_id{.third_party_id = user};
    call.request.context =
      target_sdk::context{.channel = target_sdk::channel_type::web, .user_agent = "Mozilla/5.0"};
    const auto attributes = client->get_attributes(call).get();
    if (!attributes) {
      std::cerr << to_string(attributes.error()) << '\n';
      return 1;
    }
    const auto flags = read_flags(*attributes);
    std::cout << user << ": " << (flags.new_checkout ? "new" : "old") << " checkout, up to "
              << flags.max_cart_items << " items, " << flags.search << " search, recommends "
              << flags.algorithm << '\n';
  }
}
