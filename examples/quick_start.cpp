// The shortest way to an offer: one client, one call, and the cookies for the visitor's browser.
//
//   quick_start              asks Target's edge (put in your own client code and organization)
//   quick_start HOST:PORT    asks a local server
#include <chrono>
#include <iomanip>
#include <iostream>

#include <target_sdk/client.hpp>

namespace {

using clock_type = std::chrono::steady_clock;

double milliseconds_since(clock_type::time_point start) {
  return std::chrono::duration<double, std::milli>(clock_type::now() - start).count();
}

void print(const target_sdk::offers& offers) {
  if (offers.response.execute)
    for (const auto& mbox : offers.response.execute->mboxes)
      for (const auto& option : mbox.options)
        std::cout << "  offer   " << mbox.name.value_or("") << ": "
                  << (option.content ? option.content->dump() : "default content") << '\n';
  for (const auto& line : offers.set_cookie_lines())
    std::cout << "  cookie  " << line << '\n';
}

} // namespace

int main(int argc, char** argv) {
  target_sdk::client_options options{.client = "acmeclient",
                                     .organization_id = "1234567890ABCDEF@AdobeOrg"};
  if (argc > 1) {
    options.server_domain = argv[1];
    options.secure = false;
  }
  auto client = target_sdk::client::create(options);
  if (!client) {
    std::cerr << to_string(client.error()) << '\n';
    return 1;
  }

  target_sdk::get_offers call;
  call.request.context = target_sdk::context{
    .channel = target_sdk::channel_type::web,
    .address = target_sdk::address{.url = "https://shop.example/"},
    .user_agent = "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0"};
  call.request.execute =
    target_sdk::execute_request{.mboxes = {{.name = "hero"}, {.name = "flags"}}};

  std::cout << "Asking " << (argc > 1 ? argv[1] : "Target's edge")
            << " for the offers of the mboxes hero and flags.\n";
  // The second call is the visitor's next page: the cookies come back, the connection is open.
  for (const char* page : {"first page", "second page"}) {
    const auto start = clock_type::now();
    const auto offers = client->get_offers(call).get();
    if (!offers) {
      std::cerr << to_string(offers.error()) << '\n';
      return 1;
    }
    std::cout << page << ", answered after " << std::fixed << std::setprecision(2)
              << milliseconds_since(start) << " ms\n";
    print(*offers);
    call.visit.target_cookie = offers->target_cookie.value;
    if (offers->target_location_hint_cookie)
      call.visit.target_location_hint = offers->target_location_hint_cookie->value;
  }
}
