#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include <caf/all.hpp>

#include "actors/pool/host_names.hpp"

using namespace target_sdk;
using namespace target_sdk::pool;
using namespace std::literals;

namespace {

/// Names of a pool that a test stands in for. Its own clock.
struct names_fixture {
  using answer = host_names::answer;

  caf::actor_system_config config;
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  host_names names{false, caf::actor_cast<caf::actor>(self)};
  host_names::clock::time_point now = host_names::clock::now();

  /// Waits for the end of a real lookup.
  name_found await_end() {
    name_found end;
    self->receive([&](name_found& found) { end = std::move(found); },
                  caf::after(30s) >> [] { BOOST_ERROR("no lookup has ended"); });
    return end;
  }

  /// A host with an address.
  std::shared_ptr<host_name> known_host(const std::string& addresses) {
    auto host = names.find("http://host.invalid/");
    BOOST_TEST_REQUIRE(host);
    BOOST_TEST((names.ask(host, now) == answer::awaited));
    await_end();
    names.take({.host = "host.invalid", .addresses = addresses}, now);
    return host;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(names_of_hosts, names_fixture)

BOOST_DATA_TEST_CASE(other_texts_than_names_are_left_to_libcurl,
                     boost::unit_test::data::make({
                       "http://127.0.0.1:8080/",
                       "http://127.1/",
                       "http://[::1]:8080/",
                       "http://localhost/",
                       "https://LocalHost:8443/",
                       "http://shop.localhost/",
                       "http://example.com./",
                       "http://ex%61mple.com/",
                       "http://b\xc3\xbc"
                       "cher.example/",
                       "http:///",
                       "http://user:pass/word@example.com/",
                       "http://example.com:123456/",
                     }),
                     url) {
  BOOST_TEST(!names.find(url));
}

BOOST_AUTO_TEST_CASE(a_host_has_one_name_however_it_is_written) {
  auto host = names.find("http://example.com/");
  BOOST_TEST_REQUIRE(host);
  BOOST_TEST(names.find("https://user:secret@EXAMPLE.com:8443/path?q") == host);
  BOOST_TEST(names.find("http://www.example.com/") != host);
}

BOOST_AUTO_TEST_CASE(where_a_proxy_may_be_used_libcurl_does_all) {
  host_names behind{true, caf::actor_cast<caf::actor>(self)};
  BOOST_TEST(!behind.find("http://example.com/"));
}

BOOST_AUTO_TEST_CASE(one_lookup_at_a_time) {
  auto host = names.find("http://no.such.host.invalid/");
  for (int i = 0; i < 10; ++i)
    BOOST_TEST((names.ask(host, now) == answer::awaited));
  auto end = await_end();
  BOOST_TEST(end.host == "no.such.host.invalid");
  BOOST_TEST(end.addresses == "");
  BOOST_TEST(end.reason != "");
  BOOST_TEST(names.take(std::move(end), now) == host);
  // For a second nobody asks again.
  BOOST_TEST((names.ask(host, now + 500ms) == answer::unknown));
  BOOST_TEST((names.ask(host, now + 1500ms) == answer::awaited));
  await_end();
}

BOOST_AUTO_TEST_CASE(addresses_stay_in_use_while_they_are_looked_up_again) {
  auto host = known_host("192.0.2.1,[2001:db8::1]");
  auto version = host->version;
  BOOST_TEST((names.ask(host, now + 59s) == answer::known));
  BOOST_TEST(!host->is_awaited);
  BOOST_TEST((names.ask(host, now + 61s) == answer::known));
  BOOST_TEST(host->is_awaited);
  BOOST_TEST((names.ask(host, now + 300s) == answer::known)); // It takes its time.
  await_end();
  names.take({.host = "host.invalid", .addresses = "192.0.2.2"}, now + 301s);
  BOOST_TEST(host->addresses == "192.0.2.2");
  BOOST_TEST(host->version > version);
}

BOOST_AUTO_TEST_CASE(a_resolver_that_fails_takes_no_address_away) {
  auto host = known_host("192.0.2.1");
  BOOST_TEST((names.ask(host, now + 61s) == answer::known));
  await_end();
  names.take({.host = "host.invalid", .is_certain = false, .reason = "try again"}, now + 62s);
  BOOST_TEST((names.ask(host, now + 62s) == answer::known));
  BOOST_TEST(!host->is_awaited);
  BOOST_TEST((names.ask(host, now + 64s) == answer::known));
  BOOST_TEST(host->is_awaited);
  await_end();
  names.take({.host = "host.invalid", .is_certain = true, .reason = "no such name"}, now + 65s);
  BOOST_TEST((names.ask(host, now + 65s) == answer::unknown));
}

BOOST_AUTO_TEST_CASE(after_a_long_rest_a_new_address_is_awaited) {
  auto host = known_host("192.0.2.1");
  BOOST_TEST((names.ask(host, now + 11min) == answer::awaited));
  await_end();
}

BOOST_AUTO_TEST_CASE(lookups_beyond_the_limit_wait_for_a_thread) {
  std::vector<std::shared_ptr<host_name>> hosts;
  for (int i = 0; i < 30; ++i) {
    hosts.push_back(names.find("http://host" + std::to_string(i) + ".invalid/"));
    BOOST_TEST((names.ask(hosts.back(), now) == answer::awaited));
  }
  for (int i = 0; i < 30; ++i)
    names.take(await_end(), now);
  for (auto& host : hosts)
    BOOST_TEST(!host->is_awaited);
}

BOOST_AUTO_TEST_CASE(the_end_does_not_wait_for_lookups) {
  {
    host_names others{false, caf::actor_cast<caf::actor>(self)};
    others.ask(others.find("http://host.invalid/"), now);
  }
  // If its thread comes later, it tells nobody.
  BOOST_TEST(true);
}

BOOST_AUTO_TEST_SUITE_END()
