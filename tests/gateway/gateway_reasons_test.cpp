// What does not work is said, with its reason.
#include <cstdlib>
#include <filesystem>
#include <future>

#include <dlfcn.h>
#include <unistd.h>

#include "tests/gateway/gateway_tls_fixture.hpp"
#include "tests/support/built_file.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::stall_reply;

namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// A client that waits for gateways as long as its calls have time.
client patient_client(const gateway_address& address, std::chrono::milliseconds timeout) {
  gateway_options options{.gateways = {address}, .max_wait = 300s};
  options.client.client = "acmeclient";
  options.client.organization_id = "org@AdobeOrg";
  options.client.timeout = timeout;
  const auto made = client::connect(options);
  BOOST_REQUIRE_MESSAGE(made, reason_of(made));
  return *made;
}

template <class T>
error error_of(const result<T>& answer) {
  BOOST_REQUIRE(!answer);
  return answer.error();
}

std::string refusal(const client& target, gateway_server_options options) {
  return error_of(serve_gateway(target, std::move(options))).message;
}

// -- a slow resolver ------------------------------------------------------------------------------

bool is_resolver_slow() {
  return std::getenv("SLOW_GETADDRINFO_MS") != nullptr;
}

/// Makes later lookups quick.
void mend_resolver() {
  auto* set = dlsym(RTLD_DEFAULT, "slow_getaddrinfo_delay");
  BOOST_TEST_REQUIRE(set);
  reinterpret_cast<void (*)(long)>(set)(0);
}

/// Runs a test of this program again, where it takes minutes to look up localhost.
void run_with_slow_resolver(const std::string& test) {
  std::string sanitizer = "verify_asan_link_order=0";
  if (const char* options = std::getenv("ASAN_OPTIONS"))
    sanitizer = options + (":" + sanitizer);
  const test_support::temp_dir folder;
  const auto output = folder.write("output", "");
  test_support::child_process child(
    {.command = {std::filesystem::read_symlink("/proc/self/exe"),
                 "--run_test=gateway_reasons/" + test, "--color_output=no"},
     .environment = {{"LD_PRELOAD",
                      test_support::built_file("tests/support/libslow_getaddrinfo.so")},
                     {"ASAN_OPTIONS", sanitizer},
                     {"SLOW_GETADDRINFO_HOST", "localhost"},
                     {"SLOW_GETADDRINFO_MS", "120000"}},
     .output_file = output,
     .error_file = output});
  BOOST_TEST(child.wait(100s).value_or(-1) == 0, folder.read("output"));
}

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_reasons)

BOOST_AUTO_TEST_CASE(why_there_was_no_gateway_by_the_deadline) {
  const auto made = patient_client(on_loopback(1), 1s);
  auto offers = made.get_offers(call_for("hero"));
  auto kept = made.notify(report_of("n1"));
  for (const auto& late : {error_of(offers.get()), error_of(kept.get())}) {
    BOOST_CHECK(late.kind == error_kind::timeout);
    BOOST_TEST(contains(late.message, "no gateway is up: 127.0.0.1:1: Connection refused"),
               late.message);
  }
}

BOOST_FIXTURE_TEST_CASE(nothing_of_that_when_a_gateway_is_slow, gateway_here) {
  edge.set_handler([](const test_support::recorded_request&) { return stall_reply(); });
  const auto made = patient_client(on_loopback(gateway->port()), 1s);
  const auto late = error_of(made.get_offers(call_for("hero")).get());
  BOOST_CHECK(late.kind == error_kind::timeout);
  BOOST_TEST(!contains(late.message, "no gateway"), late.message);
}

BOOST_FIXTURE_TEST_CASE(a_gateway_that_drains_says_so_when_it_is_greeted, gateway_here) {
  edge.set_handler([](const test_support::recorded_request&) { return stall_reply(); });
  const auto first = connect();
  auto slow = first.get_offers(call_for("hero"));
  BOOST_TEST_REQUIRE(edge.wait_for_requests(1, 30s));
  auto drained = std::async(std::launch::async, [this] { return gateway->drain(5s); });
  // The first calls may come before it drains, and are not answered.
  BOOST_TEST(eventually([&] {
    const auto other = patient_client(on_loopback(gateway->port()), 500ms);
    const auto late = error_of(other.get_offers(call_for("hero")).get());
    return contains(late.message, ": it ends");
  }));
  drained.get();
}

BOOST_AUTO_TEST_CASE(addresses_are_read) {
  const std::vector<gateway_address> both = {{.host = "a", .port = 1}, {.host = "b", .port = 2}};
  for (const auto* const text : {"a:1,b:2", "a:1, b:2", " a:1 ,\tb:2 "})
    BOOST_CHECK_MESSAGE(read_gateway_addresses(text) == both, text);
  const auto six = read_gateway_addresses("[::1]:4600");
  BOOST_REQUIRE(six);
  BOOST_TEST(six->front().host == "::1");
  for (const auto* const text : {"", " ", ",", "a:1,", ",a:1", "a:1, ,b:2"})
    BOOST_CHECK_MESSAGE(contains(error_of(read_gateway_addresses(text)).message, "is missing"),
                        text);
  for (const auto* const text : {"a", "a:", ":1", "a:x", "a:1;b:2", "a:65536", "::1:4600", "a: 1"})
    BOOST_CHECK_MESSAGE(error_of(read_gateway_addresses("x:1, " + std::string(text)))
                          .message.starts_with(std::string(text) + ": expected HOST:PORT"),
                        text);
}

BOOST_FIXTURE_TEST_CASE(why_a_gateway_cannot_listen, tls_gateway) {
  const auto made = client::create(options_for(edge));
  BOOST_REQUIRE(made);
  const auto in_use = refusal(*made, {.port = edge.port()});
  BOOST_TEST(contains(in_use, std::to_string(edge.port()) + ": Address already in use"), in_use);
  const auto elsewhere = refusal(*made, {.host = "192.0.2.1", .tls = server.tls});
  BOOST_TEST(contains(elsewhere, "Cannot assign requested address"), elsewhere);
  const auto nowhere = refusal(*made, {.host = "nowhere.invalid", .tls = server.tls});
  BOOST_TEST(contains(nowhere, "cannot listen on nowhere.invalid:0: "), nowhere);
  BOOST_TEST(!nowhere.ends_with(": CAF refuses"), nowhere);
  if (::geteuid() != 0) {
    const auto not_permitted = refusal(*made, {.port = 1});
    BOOST_TEST(contains(not_permitted, "Permission denied"), not_permitted);
  }
}

BOOST_AUTO_TEST_CASE(names_are_looked_up_for_a_limited_time) {
  if (!is_resolver_slow())
    return run_with_slow_resolver("names_are_looked_up_for_a_limited_time");
  const gateway_here here;
  const gateway_address address{.host = "localhost", .port = here.gateway->port()};
  {
    const auto made = patient_client(address, 8s);
    const auto late = error_of(made.get_offers(call_for("hero")).get());
    BOOST_TEST(contains(late.message, "its address cannot be looked up in time"), late.message);
    mend_resolver();
    BOOST_TEST(
      eventually([&] { return made.get_offers(call_for("hero")).get().has_value(); }, 60s));
  }
}

BOOST_AUTO_TEST_SUITE_END()
