// targetctl gateway, and the commands that ask gateways.
#include "tests/gateway/gateway_fixture.hpp"
#include "tests/tools/targetctl_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::json_reply;
using test_support::recorded_request;

namespace {

const std::vector<std::string> client_flags = {"--client", "acmeclient", "--organization-id",
                                               "org@AdobeOrg"};

run_outcome ask(std::vector<std::string> arguments, const std::string& input = {}) {
  arguments.insert(arguments.end(), client_flags.begin(), client_flags.end());
  return targetctl(std::move(arguments), input);
}

std::string report_line(const std::string& id) {
  return R"({"request":{"context":{"channel":"web"},"notifications":[{"id":")" + id
         + R"(","type":"display","timestamp":1700000000000}]}})" + "\n";
}

bool has_arrived(const test_support::test_server& edge, const std::string& part) {
  for (const auto& request : edge.requests())
    if (contains(request.body, part))
      return true;
  return false;
}

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_command)

BOOST_AUTO_TEST_CASE(wrong_usage_is_refused) {
  const auto open = ask({"gateway", "--listen", "0.0.0.0:0"});
  BOOST_TEST(open.status == 2);
  BOOST_TEST(contains(open.err, "gateways need TLS"), open.err);
  BOOST_TEST(ask({"gateway", "--listen", "nowhere"}).status == 2);
  const auto no_file = ask({"gateway", "--listen", "127.0.0.1:0", "--tls-cert", "/nowhere.pem",
                            "--tls-key", "/nowhere.key", "--tls-ca", "/nowhere.ca"});
  BOOST_TEST(no_file.status == 2);
  BOOST_TEST(contains(no_file.err, "certificate_file"), no_file.err);
  BOOST_TEST(ask({"offers", "--gateway", "nowhere"}).status == 2);
  BOOST_TEST(ask({"offers", "--gateway", "192.0.2.1:4600"}).status == 2);
  BOOST_TEST(contains(ask({"offers", "--gateway", ""}).err, "an address is missing"));
  const auto no_gateway = ask({"offers", "--tls-ca", "/nowhere.ca"});
  BOOST_TEST(no_gateway.status != 0);
  BOOST_TEST(contains(no_gateway.err, "--tls-ca requires --gateway"), no_gateway.err);
}

BOOST_AUTO_TEST_CASE(commands_ask_gateways) {
  test_support::test_server edge{{.threads = 2}};
  edge.set_default(json_reply(R"({"status":200,"execute":{"mboxes":[{"index":0,"name":"flags",
    "options":[{"type":"json","content":{"on":true}}]}]}})"));
  gateway_process first(edge);
  gateway_process second(edge);
  const auto both =
    "127.0.0.1:" + std::to_string(first.port()) + ",127.0.0.1:" + std::to_string(second.port());

  const auto offers = ask({"offers", "--gateway", both}, mbox_line("flags") + mbox_line("hero"));
  BOOST_TEST(offers.status == 0, offers.err);
  BOOST_TEST(offers.lines().size() == 2u);
  const auto flags = ask({"attributes", "--gateway", both}, "{\"mboxNames\":[\"flags\"]}\n");
  BOOST_TEST(flags.status == 0, flags.err);
  BOOST_TEST(contains(flags.out, "\"on\":true"));
  const auto kept = ask({"notify", "--gateway", both}, report_line("n1"));
  BOOST_TEST(kept.status == 0, kept.err);
  BOOST_TEST(contains(kept.out, R"({"accepted":["n1"]})"), kept.out);
  BOOST_TEST(eventually([&] { return has_arrived(edge, "\"n1\""); }));

  for (auto* each : {&first, &second}) {
    each->send_signal(SIGTERM);
    BOOST_TEST((each->wait(60s) == std::optional<int>(0)));
  }
  const auto nobody = ask({"offers", "--gateway", both}, mbox_line("hero"));
  BOOST_TEST(nobody.status == 1);
  BOOST_TEST(contains(nobody.out, "no gateway is up"));
}

BOOST_AUTO_TEST_CASE(calls_under_way_are_answered_before_it_ends) {
  test_support::test_server edge{{.threads = 2}};
  edge.set_handler([](const recorded_request&) {
    auto slow = json_reply(R"({"status":200})");
    slow.delay = 1s;
    return slow;
  });
  gateway_process gateway(edge);
  const auto made = connect_to({gateway.port()});
  BOOST_REQUIRE(made);
  auto asked = made->get_offers(call_for("hero"));
  BOOST_TEST(edge.wait_for_requests(1, 30s));
  gateway.send_signal(SIGTERM);
  const auto answer = asked.get();
  BOOST_TEST(answer.has_value(), reason_of(answer));
  BOOST_TEST((gateway.wait(60s) == std::optional<int>(0)));
  BOOST_TEST(edge.requests().size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_its_outbox_holds_outlives_it) {
  test_support::test_server edge{{.threads = 2}};
  edge.set_default({.status = 503});
  const test_support::temp_dir folder;
  gateway_process gateway(edge, {"--outbox", (folder.path() / "outbox").string()});
  const auto made = connect_to({gateway.port()});
  BOOST_REQUIRE(made);
  const auto kept = made->notify(report_of("n1")).get();
  BOOST_REQUIRE_MESSAGE(kept, reason_of(kept));
  gateway.kill();
  edge.clear_requests();
  edge.set_default(json_reply(R"({"status":200,"notifications":[{"id":"n1"}]})"));
  gateway.start();
  BOOST_TEST(eventually([&] { return has_arrived(edge, "\"n1\""); }, 30s));
}

BOOST_AUTO_TEST_SUITE_END()
