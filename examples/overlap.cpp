// What Target costs a page when its call overlaps with the page's own work.
//
// The effective Target time is the time of the page with Target minus the time of its own work
// alone. A call that is waited for at once costs all of its time; one that runs beside the work
// costs next to nothing, as long as the work takes longer.
//
//   overlap [HOST:PORT]
#include <algorithm>
#include <chrono>
#include <iomanip>
#include <iostream>
#include <string>
#include <thread>

#include <target_sdk/client.hpp>

namespace {

using clock_type = std::chrono::steady_clock;
using milliseconds = std::chrono::duration<double, std::milli>;

/// Queries, templates, whatever else the page needs.
void work_on_the_page() {
  std::this_thread::sleep_for(std::chrono::milliseconds(40));
}

/// The fastest of a few pages, so that the noise of the machine stays out.
template <class Page>
milliseconds time_of(Page page) {
  auto fastest = milliseconds::max();
  for (int round = 0; round < 5; ++round) {
    const auto start = clock_type::now();
    page();
    fastest = std::min<milliseconds>(fastest, clock_type::now() - start);
  }
  return fastest;
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

  bool all_answered = true;
  const auto use = [&](const target_sdk::result<target_sdk::offers>& offers) {
    if (offers)
      return;
    std::cerr << to_string(offers.error()) << '\n';
    all_answered = false;
  };

  use(client->get_offers(call).get()); // Opens the connection.
  const auto work_alone = time_of(work_on_the_page);
  const auto one_after_the_other = time_of([&] {
    use(client->get_offers(call).get());
    work_on_the_page();
  });
  const auto overlapped = time_of([&] {
    auto pending = client->get_offers(call);
    work_on_the_page();
    use(pending.get());
  });

  std::cout << std::fixed << std::setprecision(1)
            << "page without Target:         " << work_alone.count() << " ms\n"
            << "page, waiting for the call:  " << one_after_the_other.count() << " ms\n"
            << "page, overlapping the call:  " << overlapped.count() << " ms\n"
            << "effective Target time:       " << (one_after_the_other - work_alone).count()
            << " ms when waited for, " << (overlapped - work_alone).count()
            << " ms when overlapped\n";
  return all_answered ? 0 : 1;
}
