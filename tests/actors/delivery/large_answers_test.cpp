#include <boost/test/unit_test.hpp>

#include <future>
#include <memory>
#include <string>

#include <caf/actor_registry.hpp>
#include <caf/all.hpp>

#include <target_sdk/actors.hpp>
#include <target_sdk/client.hpp>

#include "actors/delivery/answer_reader.hpp"
#include "tests/actors/client_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::json_reply;

namespace {

/// An answer for the mbox `hero` of about so many bytes.
std::string answer_of(std::size_t bytes) {
  return R"({"status":200,"execute":{"mboxes":[{"name":"hero","options":[{"type":"html","content":")"
         + std::string(bytes, 'x') + R"("}]}]}})";
}

constexpr auto large = 2 * detail::largest_answer_read_here;

} // namespace

BOOST_AUTO_TEST_SUITE(large_answers)

BOOST_AUTO_TEST_CASE(they_are_read_though_no_thread_of_the_scheduler_is_free) {
  caf::actor_system_config config;
  tune_for_short_calls(config, 1);
  caf::actor_system system{config};
  std::promise<void> held, go;
  system.spawn([&held, gone = go.get_future().share()](caf::event_based_actor*) {
    held.set_value();
    gone.wait();
  });
  held.get_future().wait();
  {
    caf::scoped_actor self{system};
    const auto reader = detail::spawn_reader(system);
    auto answer = std::make_shared<http_response>();
    answer->status = 200;
    answer->body = answer_of(large);
    const auto read = ask(self, reader, detail::read_answer{.answer = answer});
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST_REQUIRE(read->gathered->has_value());
    BOOST_TEST((*read->gathered)->response.execute->mboxes.size() == 1u);
    BOOST_TEST(answer->body.capacity() < 100u); // Whoever gets it need not free megabytes.
    caf::anon_send_exit(reader, caf::exit_reason::user_shutdown);
  }
  go.set_value();
}

BOOST_AUTO_TEST_CASE(a_worker_leaves_them_to_a_reader_of_its_own) {
  caf::actor_system_config config;
  caf::actor_system system{config};
  test_support::test_server server;
  auto options = options_for(server);
  options.workers = 1;
  const auto client = *target_sdk::client::create(system, options);
  const auto bytes_of_hero = [&](std::size_t bytes) {
    server.push(json_reply(answer_of(bytes)));
    const auto answer = client.get_offers({.request = hero_request()}).get();
    return answer ? answer->content("hero").string_or_empty().size() : 0;
  };
  BOOST_TEST(bytes_of_hero(1000) == 1000u);
  const auto actors = system.registry().running();
  BOOST_TEST(bytes_of_hero(large) == large);
  BOOST_TEST(system.registry().running() == actors + 1);
  BOOST_TEST(bytes_of_hero(large) == large);
  BOOST_TEST(system.registry().running() == actors + 1);
}

BOOST_AUTO_TEST_SUITE_END()
