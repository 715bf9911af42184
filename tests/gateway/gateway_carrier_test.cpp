// What brings calls to gateways is replaced when it ends.
#include <atomic>

#include "tests/gateway/gateway_fixture.hpp"
#include "tests/gateway/network_config.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;

namespace {

/// Where a gateway should be: it ends the actor of the client that greets it, so often.
class deadly_port {
public:
  explicit deadly_port(int times) : left_(times) {
    actor_ = system_.spawn([this](caf::event_based_actor* self) -> caf::behavior {
      return {[this, self](const std::string&) {
        if (left_.fetch_sub(1) > 0)
          self->send_exit(caf::actor_cast<caf::actor>(self->current_sender()),
                          caf::exit_reason::unhandled_exception);
      }};
    });
    const auto port = system_.middleman().publish(actor_, 0, "127.0.0.1");
    BOOST_REQUIRE(port);
    port_ = *port;
  }
  deadly_port(const deadly_port&) = delete;
  deadly_port& operator=(const deadly_port&) = delete;
  ~deadly_port() { caf::anon_send_exit(actor_, caf::exit_reason::user_shutdown); }

  std::uint16_t port() const { return port_; }
  bool is_done() const { return left_ <= 0; }

private:
  std::atomic<int> left_;
  network_config config_;
  caf::actor_system system_{config_};
  caf::actor actor_;
  std::uint16_t port_ = 0;
};

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_carrier)

BOOST_FIXTURE_TEST_CASE(calls_are_answered_after_its_end, gateway_here) {
  const deadly_port deadly(2);
  const auto made = connect_to({deadly.port(), gateway->port()});
  BOOST_REQUIRE(made);
  BOOST_TEST(eventually([&] { return deadly.is_done(); }));
  BOOST_TEST(eventually([&] { return made->get_offers(call_for("hero")).get().has_value(); }, 30s));
  BOOST_TEST(eventually([&] { return made->notify(report_of("n1")).get().has_value(); }, 30s));
  for (int i = 0; i < 20; ++i) {
    const auto answer = made->get_offers(call_for("hero", "s" + std::to_string(i))).get();
    BOOST_TEST(answer.has_value(), reason_of(answer));
  }
}

BOOST_AUTO_TEST_CASE(calls_that_it_had_are_answered_at_once) {
  const deadly_port deadly(1'000'000); // Whatever carrier has them.
  gateway_options options{.gateways = {on_loopback(deadly.port())}, .max_wait = 60s};
  options.client.client = "acmeclient";
  options.client.organization_id = "org@AdobeOrg";
  options.client.timeout = 60s;
  const auto made = client::connect(options);
  BOOST_REQUIRE(made);
  const auto asked = std::chrono::steady_clock::now();
  auto offers = made->get_offers(call_for("hero"));
  auto kept = made->notify(report_of("n1"));
  for (const auto& answer : {offers.get().error(), kept.get().error()}) {
    BOOST_CHECK(answer.kind == error_kind::shutting_down);
    BOOST_TEST(answer.message == "the carrier of calls ended");
  }
  BOOST_CHECK(std::chrono::steady_clock::now() - asked < 30s);
}

BOOST_AUTO_TEST_SUITE_END()
