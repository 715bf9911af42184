// Who may talk to a gateway: TLS, versions, strangers.
#include <ctime>
#include <fstream>

#include "gateway/hello.hpp"
#include "gateway/messages.hpp"
#include "tests/gateway/gateway_tls_fixture.hpp"
#include "tests/gateway/network_config.hpp"
#include "tests/support/raw_socket.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;

namespace {

std::string hello_of(std::uint32_t version) {
  return detail::to_text(
    {.version = version, .client = "acmeclient", .organization_id = "org@AdobeOrg"});
}

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_border)

BOOST_FIXTURE_TEST_CASE(certificates_of_the_authority_are_let_in, tls_gateway) {
  const party back_end(authority, authority);
  BOOST_TEST(answer_to(back_end.tls) == "answered");
}

BOOST_FIXTURE_TEST_CASE(others_are_not, tls_gateway) {
  const party by_a_stranger(stranger, authority);
  BOOST_TEST(answer_to(by_a_stranger.tls).starts_with("no gateway is up"));
  const party for_a_stranger(authority, stranger);
  BOOST_TEST(answer_to(for_a_stranger.tls).starts_with("no gateway is up"));
  BOOST_TEST(answer_to({}).starts_with("no gateway is up"));
  const party back_end(authority, authority);
  BOOST_TEST(answer_to(back_end.tls) == "answered");
}

BOOST_FIXTURE_TEST_CASE(files_that_cannot_be_used_are_named, tls_gateway) {
  const party back_end(authority, authority);
  auto tls = back_end.tls;
  tls.ca_file = "/nowhere.pem";
  BOOST_TEST(answer_to(tls).starts_with("tls.ca_file: "));
  tls = back_end.tls;
  tls.key_file = server.tls.key_file;
  BOOST_TEST(answer_to(tls).starts_with("tls.key_file: "));
  tls = back_end.tls;
  tls.certificate_file.clear();
  BOOST_TEST(answer_to(tls).starts_with("tls: "));
}

BOOST_FIXTURE_TEST_CASE(hostile_bytes_do_no_harm, tls_gateway) {
  const party back_end(authority, authority);
  const std::string texts[] = {"", "GET / HTTP/1.1\r\n\r\n", std::string(100'000, '\xFF'),
                               std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03", 11)};
  for (int round = 0; round < 5; ++round)
    for (const auto& text : texts) {
      test_support::raw_socket stranger_socket(gateway->port());
      stranger_socket.send(text);
    }
  BOOST_TEST(answer_to(back_end.tls) == "answered");
}

BOOST_FIXTURE_TEST_CASE(connections_that_say_nothing_cost_nothing_and_are_closed, tls_gateway) {
  test_support::raw_socket silent(gateway->port());
  const auto cpu_before = std::clock();
  std::this_thread::sleep_for(2s);
  const auto used = static_cast<double>(std::clock() - cpu_before) / CLOCKS_PER_SEC;
  BOOST_TEST(used < 1.0); // A loop that spins takes all of the two seconds.
  BOOST_TEST(eventually([&] { return silent.has_received(); }, 20s)); // Its end: TLS servers wait.
  const party back_end(authority, authority);
  BOOST_TEST(answer_to(back_end.tls) == "answered");
}

BOOST_FIXTURE_TEST_CASE(files_may_be_replaced_while_it_runs, tls_gateway) {
  const party back_end(authority, authority);
  const auto made = connect_with(gateway->port(), back_end.tls);
  BOOST_REQUIRE(made);
  BOOST_TEST(made->get_offers(call_for("hero")).get().has_value());
  for (const auto& file : {server.tls.certificate_file, server.tls.key_file, server.tls.ca_file,
                           back_end.tls.certificate_file, back_end.tls.key_file})
    std::ofstream(file) << "being replaced";
  const party another(authority, authority);
  BOOST_TEST(answer_to(another.tls) == "answered");
  BOOST_TEST(made->get_offers(call_for("hero")).get().has_value());
}

BOOST_AUTO_TEST_CASE(without_tls_only_the_loopback_is_served) {
  const test_support::test_server edge;
  const auto made = client::create(options_for(edge));
  BOOST_REQUIRE(made);
  const auto served = serve_gateway(*made, {.host = "0.0.0.0"});
  BOOST_REQUIRE(!served);
  BOOST_CHECK(served.error().kind == error_kind::invalid_configuration);
  BOOST_TEST(served.error().message.starts_with("tls: "));
}

BOOST_AUTO_TEST_CASE(a_gateway_of_another_version_is_told_apart) {
  network_config config;
  caf::actor_system system{config};
  const auto other = system.spawn([](caf::event_based_actor* self) -> caf::behavior {
    return {[self](const std::string&) {
      self->send(caf::actor_cast<caf::actor>(self->current_sender()), hello_of(2));
    }};
  });
  const auto port = system.middleman().publish(other, 0, "127.0.0.1");
  BOOST_REQUIRE(port);
  {
    const auto made = connect_to({*port});
    BOOST_REQUIRE(made);
    const auto answer = made->get_offers(call_for("hero")).get();
    BOOST_REQUIRE(!answer);
    BOOST_TEST(answer.error().message.find("it speaks version 2") != std::string::npos,
               answer.error().message);
  }
  caf::anon_send_exit(other, caf::exit_reason::user_shutdown);
}

BOOST_FIXTURE_TEST_CASE(a_client_of_another_version_is_told, gateway_here) {
  network_config config;
  caf::actor_system system{config};
  const auto found =
    system.middleman().remote_actor<detail::gateway_service>("127.0.0.1", gateway->port());
  BOOST_REQUIRE(found);
  caf::scoped_actor self{system};
  self->send(caf::actor_cast<caf::actor>(*found), hello_of(2));
  std::string said;
  self->receive([&](std::string& text) { said = std::move(text); }, caf::after(30s) >> [] {});
  BOOST_TEST(said == hello_of(detail::gateway_version));
  bool is_welcome = false;
  self->receive([&](detail::gateway_welcome&) { is_welcome = true; }, caf::after(300ms) >> [] {});
  BOOST_TEST(!is_welcome);
  BOOST_TEST(connect().get_offers(call_for("hero")).get().has_value());
}

BOOST_AUTO_TEST_CASE(greetings_are_read) {
  const auto read = detail::read_hello(R"({"target_sdk":"gateway","version":7,"more":[]})");
  BOOST_REQUIRE(read);
  BOOST_TEST(read->version == 7u);
  for (const auto* const text :
       {"", "{}", "[]", R"({"target_sdk":"gateway"})", R"({"target_sdk":"gateway","version":-1})",
        R"({"target_sdk":"x","version":1})"})
    BOOST_CHECK(!detail::read_hello(text));
}

BOOST_FIXTURE_TEST_CASE(a_system_of_the_callers_own_needs_a_network, gateway_here) {
  gateway_options options{.gateways = {on_loopback(gateway->port())}};
  options.client.client = "acmeclient";
  options.client.organization_id = "org@AdobeOrg";
  {
    caf::actor_system_config config;
    caf::actor_system system{config};
    BOOST_TEST(client::connect(system, options).error().message.find("middleman")
               != std::string::npos);
  }
  network_config config;
  caf::actor_system system{config};
  const auto made = client::connect(system, options);
  BOOST_REQUIRE_MESSAGE(made, reason_of(made));
  BOOST_TEST(made->get_offers(call_for("hero")).get().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
