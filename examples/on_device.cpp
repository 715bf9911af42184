// Decisions in the process: the rules are here, the server is asked for nothing but to count.
//
//   on_device HOST:PORT RULES_FILE     HOST:PORT takes the impressions
#include <algorithm>
#include <chrono>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include <target_sdk/client.hpp>

namespace {

using clock_type = std::chrono::steady_clock;

double microseconds_since(clock_type::time_point start) {
  return std::chrono::duration<double, std::micro>(clock_type::now() - start).count();
}

target_sdk::result<target_sdk::json> read_rules(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  return target_sdk::json::parse(text);
}

struct visitor {
  std::string name;
  std::string tier;
  std::string country;
};

target_sdk::get_offers page_for(const visitor& who) {
  target_sdk::get_offers call;
  call.request.id = target_sdk::visitor_id{.third_party_id = who.name};
  call.request.context =
    target_sdk::context{.channel = target_sdk::channel_type::web,
                        .address = target_sdk::address{.url = "https://shop.example/"},
                        .geo = target_sdk::geo{.country_code = who.country},
                        .user_agent = "Mozilla/5.0"};
  call.request.execute = target_sdk::execute_request{.mboxes = {{.name = "hero"}}};
  call.request.execute->mboxes.push_back(
    {.name = "promo",
     .parameters =
       target_sdk::json::object({{"member.tier", who.tier}, {"member.name", who.name}})});
  return call;
}

void print(const target_sdk::offers& offers) {
  for (const auto& mbox : offers.response.execute->mboxes)
    for (const auto& option : mbox.options) {
      const auto& tokens = *option.response_tokens;
      std::cout << "  " << *mbox.name << ": " << tokens["experience.name"].string_or_empty() << "  "
                << option.content->string_or_empty() << '\n';
    }
}

/// Asks about many visitors and tells how long each decision took, and how the banner was split.
int measure(const target_sdk::client& client) {
  constexpr int visits = 10'000;
  int loud = 0;
  std::vector<double> times;
  target_sdk::get_offers call;
  // Prefetched: looking is no impression.
  call.request.prefetch = target_sdk::prefetch_request{.mboxes = {{.name = "hero"}}};
  for (int visit = 0; visit < visits; ++visit) {
    call.request.id = target_sdk::visitor_id{.third_party_id = "visitor-" + std::to_string(visit)};
    const auto start = clock_type::now();
    const auto offers = client.decide(call);
    times.push_back(microseconds_since(start));
    if (!offers) {
      std::cerr << to_string(offers.error()) << '\n';
      return 1;
    }
    for (const auto& token : offers->response_tokens)
      loud += token["experience.name"] == target_sdk::json("Loud");
  }
  std::nth_element(times.begin(), times.begin() + visits / 2, times.end());
  std::cout << std::fixed << std::setprecision(1) << visits << " more visitors, "
            << 100.0 * loud / visits << " % of them see the loud banner; a decision takes "
            << times[visits / 2] << " us (median)\n";
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: on_device HOST:PORT RULES_FILE\n";
    return 2;
  }
  const auto rules = read_rules(argv[2]);
  if (!rules) {
    std::cerr << argv[2] << ": " << rules.error().message << '\n';
    return 1;
  }
  target_sdk::client_options options{.client = "acmeclient",
                                     .organization_id = "1234567890ABCDEF@AdobeOrg"};
  options.decisioning_method = target_sdk::decisioning_method::on_device;
  options.server_domain = argv[1];
  options.secure = false;
  // Without a payload the client downloads the rules and keeps them up to date.
  options.artifact.payload = *rules;
  options.artifact.polling_interval = std::chrono::seconds(0);
  const auto client = target_sdk::client::create(options);
  if (!client) {
    std::cerr << to_string(client.error()) << '\n';
    return 1;
  }
  if (const auto ready = client->ready().get(std::chrono::seconds(10)); !ready) {
    std::cerr << to_string(ready.error()) << '\n';
    return 1;
  }

  for (const visitor& who :
       {visitor{"Ada", "Gold", "AT"}, visitor{"Beat", "", "CH"}, visitor{"Claire", "", "FR"}}) {
    const auto start = clock_type::now();
    const auto offers = client->decide(page_for(who)); // In this thread, without waiting.
    const auto time = microseconds_since(start);
    if (!offers) {
      std::cerr << to_string(offers.error()) << '\n';
      return 1;
    }
    std::cout << who.name << " from " << who.country << ", decided in " << std::fixed
              << std::setprecision(1) << time << " us\n";
    print(*offers);
  }

  // The same as a call: it may look up the visitor's place, and others can overlap with it.
  const auto offers = client->get_offers(page_for({"Ada", "Gold", "AT"})).get();
  if (!offers) {
    std::cerr << to_string(offers.error()) << '\n';
    return 1;
  }
  std::cout << "Ada again, asked by message\n";
  print(*offers);
  return measure(*client);
}
