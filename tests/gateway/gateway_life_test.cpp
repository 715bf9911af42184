// The ends of clients of gateways: none hangs.
#include <future>

#include <arpa/inet.h>
#include <caf/all.hpp>
#include <caf/io/all.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include <target_sdk/actors.hpp>

#include "tests/gateway/gateway_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;

namespace {

constexpr int rounds = 50;

/// Fails the process when `step` takes too long: what hangs cannot be taken back.
template <class Step>
void within(std::chrono::seconds limit, const char* what, Step step) {
  std::promise<void> done;
  auto is_done = done.get_future();
  std::thread runs([&] {
    step();
    done.set_value();
  });
  if (is_done.wait_for(limit) != std::future_status::ready) {
    std::fprintf(stderr, "%s hangs\n", what);
    std::abort();
  }
  runs.join();
}

/// A port where everybody may connect, and nobody gets an answer.
struct silent_port {
  int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};

  silent_port() {
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    BOOST_REQUIRE(::bind(descriptor, reinterpret_cast<sockaddr*>(&address), size) == 0);
    BOOST_REQUIRE(::listen(descriptor, SOMAXCONN) == 0);
    BOOST_REQUIRE(::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  }
  silent_port(const silent_port&) = delete;
  silent_port& operator=(const silent_port&) = delete;
  ~silent_port() { ::close(descriptor); }

  std::uint16_t port() const { return ntohs(address.sin_port); }
};

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_life)

BOOST_AUTO_TEST_CASE(closed_while_a_gateway_says_nothing) {
  const silent_port silent;
  for (int round = 0; round < rounds; ++round)
    within(60s, "a client that waits for a gateway", [&] {
      const auto pause = std::chrono::microseconds(round * 300);
      gateway_options options{.gateways = {on_loopback(silent.port())}};
      options.client.client = "acmeclient";
      options.client.organization_id = "org@AdobeOrg";
      {
        const auto own = client::connect(options);
        BOOST_REQUIRE(own);
        auto asked = own->get_offers(call_for("hero"));
        std::this_thread::sleep_for(pause);
      }
      caf::actor_system_config config;
      init_gateway(config);
      config.load<caf::io::middleman>();
      caf::actor_system system{config};
      const auto guest = client::connect(system, options);
      BOOST_REQUIRE(guest);
      auto asked = guest->get_offers(call_for("hero"));
      std::this_thread::sleep_for(pause);
    });
}

BOOST_FIXTURE_TEST_CASE(closed_by_another_thread_while_it_connects, gateway_here) {
  for (int round = 0; round < rounds; ++round)
    within(60s, "a client that connects", [&] {
      auto made = connect_to({gateway->port()});
      BOOST_REQUIRE(made);
      std::thread closing([other = *made, round] {
        std::this_thread::sleep_for(std::chrono::microseconds(round * 400));
        other.close(0ms);
      });
      auto answer = made->get_offers(call_for("hero")).get();
      closing.join();
      made = fail(error_kind::shutting_down, "let go");
    });
}

BOOST_FIXTURE_TEST_CASE(closed_by_another_thread_with_calls_under_way, gateway_here) {
  edge.set_handler([](const test_support::recorded_request&) {
    auto slow = test_support::json_reply(R"({"status":200})");
    slow.delay = 20ms;
    return slow;
  });
  for (int round = 0; round < rounds; ++round)
    within(60s, "a client with calls", [&] {
      auto made = connect();
      BOOST_REQUIRE(made.get_offers(call_for("hero")).get());
      std::vector<pending<offers>> all;
      for (int i = 0; i < 16; ++i)
        all.push_back(made.get_offers(call_for("hero", "s" + std::to_string(i))));
      std::thread closing([other = made] { other.close(0ms); });
      for (auto& each : all)
        if (const auto answer = each.get(); !answer)
          BOOST_CHECK_MESSAGE(answer.error().kind == error_kind::shutting_down,
                              to_string(answer.error()));
      closing.join();
    });
}

BOOST_FIXTURE_TEST_CASE(let_go_in_a_callback, gateway_here) {
  for (int round = 0; round < rounds; ++round)
    within(60s, "a client in a callback", [&] {
      std::promise<bool> done;
      auto held = std::make_unique<client>(connect());
      auto asked = held->get_offers(call_for("hero"));
      auto shared = std::make_shared<std::unique_ptr<client>>(std::move(held));
      asked.then([&done, shared](const result<offers>& answer) {
        shared->reset();
        done.set_value(answer.has_value());
      });
      shared.reset();
      BOOST_TEST(done.get_future().get());
    });
}

BOOST_AUTO_TEST_CASE(gateways_leave_nothing_in_their_client) {
  const test_support::test_server edge;
  caf::actor_system_config config;
  init(config);
  caf::actor_system system{config};
  const auto served = client::create(system, options_for(edge));
  BOOST_REQUIRE(served);
  BOOST_REQUIRE(served->ready().get()); // All its actors have been started.
  const auto before = system.registry().running();
  for (int round = 0; round < 5; ++round) {
    const auto gateway = serve_gateway(*served, {});
    BOOST_REQUIRE_MESSAGE(gateway, reason_of(gateway));
  }
  BOOST_TEST(eventually([&] { return system.registry().running() <= before; }));
}

BOOST_AUTO_TEST_CASE(closed_when_nobody_is_there) {
  for (int round = 0; round < rounds; ++round)
    within(60s, "a client without a gateway", [&] {
      auto made = connect_to({1});
      BOOST_REQUIRE(made);
      auto asked = made->get_offers(call_for("hero"));
      made->close(0ms);
      BOOST_TEST(!asked.get());
    });
}

BOOST_FIXTURE_TEST_CASE(a_gateway_ends_before_its_clients, gateway_here) {
  for (int round = 0; round < 10; ++round)
    within(60s, "a gateway", [&] {
      auto made = connect();
      BOOST_REQUIRE(made.get_offers(call_for("hero")).get());
      auto asked = made.get_offers(call_for("hero"));
      const auto port = gateway->port();
      gateway.reset();
      target.reset();
      open(port);
      BOOST_TEST(asked.get().has_value());
    });
}

BOOST_AUTO_TEST_SUITE_END()
