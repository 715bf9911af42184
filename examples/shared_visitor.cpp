// One page, two concurrent calls, one visitor: both carry the same supplemental data id (SDID), so
// that Analytics counts them as one hit.
//
//   shared_visitor [HOST:PORT]
#include <iostream>
#include <string>

#include <target_sdk/client.hpp>
#include <target_sdk/page_request.hpp>

namespace {

target_sdk::get_offers call_for(const std::string& mbox, const target_sdk::page_request& page) {
  target_sdk::get_offers call{.request = page.request(), .visit = page.visit};
  call.request.execute = target_sdk::execute_request{.mboxes = {{.name = mbox}}};
  call.visit.consumer_id = mbox;
  return call;
}

/// The SDID that a call was sent with.
std::string sdid_of(const target_sdk::offers& offers) {
  const auto& cloud = offers.request.experience_cloud;
  return cloud && cloud->analytics ? cloud->analytics->supplemental_data_id.value_or("") : "";
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

  // What a web server has of a browser's request.
  auto page = target_sdk::read_page_request(
    {.url = "https://shop.example/",
     .headers = {{"User-Agent", "Mozilla/5.0"},
                 {"Cookie", "AMCV_1234567890ABCDEF%40AdobeOrg=-432600572|MCIDTS|18145|"
                            "MCMID|12345678901234567890|MCAAMLH-1568321191|6"}}},
    options.organization_id);
  page.visit.visitor = client->create_visitor(
    {.organization_id = options.organization_id, .cookie = page.visit.visitor_cookie});
  auto first = client->get_offers(call_for("hero", page));
  auto second = client->get_offers(call_for("promo", page));
  const auto hero = first.get();
  const auto promo = second.get();
  if (!hero || !promo) {
    std::cerr << to_string(hero ? promo.error() : hero.error()) << '\n';
    return 1;
  }
  std::cout << "hero   sent with SDID " << sdid_of(*hero) << '\n'
            << "promo  sent with SDID " << sdid_of(*promo) << '\n';
  const bool same = !sdid_of(*hero).empty() && sdid_of(*hero) == sdid_of(*promo);
  std::cout << (same ? "one hit\n" : "two hits\n");
  std::cout << "for VisitorAPI.js: " << promo->visitor_state_script() << '\n';
  return same ? 0 : 1;
}
