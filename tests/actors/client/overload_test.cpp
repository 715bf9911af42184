#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>
#include <target_sdk/client.hpp>

#include "actors/accept_report.hpp"
#include "actors/client_settings.hpp"
#include "actors/open_calls.hpp"
#include "tests/actors/client_fixture.hpp"
#include "tests/support/eventually.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using namespace std::chrono_literals;
using test_support::eventually;
using test_support::json_reply;
using test_support::stall_reply;

namespace {

constexpr std::size_t bound = 5;

/// A client that takes five calls, and a server that answers none, unless told to.
struct overload_fixture {
  caf::actor_system_config config;
  caf::actor_system system{config};
  test_support::test_server server;
  target_sdk::client client = *target_sdk::client::create(system, limited_options());

  overload_fixture() { server.set_default(stall_reply()); }

  client_options limited_options() const {
    auto options = options_for(server);
    options.timeout = 20s;
    options.pool.queue_bound = bound;
    options.decisioning_method = decisioning_method::server_side;
    return options;
  }

  get_offers call() const { return {.request = hero_request()}; }

  /// Calls that nobody answers, as many as there may be.
  std::vector<pending<offers>> fill() const {
    std::vector<pending<offers>> all;
    for (std::size_t i = 0; i < bound; ++i)
      all.push_back(client.get_offers(call()));
    return all;
  }

  /// Whether exactly as many calls as there may be are accepted.
  bool is_empty() const {
    auto all = fill();
    bool are_accepted = true;
    for (auto& each : all)
      are_accepted = are_accepted && !each.is_ready();
    bool is_full = is_refused(client.get_offers(call()));
    for (auto& each : all)
      each.cancel();
    for (auto& each : all)
      static_cast<void>(each.get());
    return are_accepted && is_full;
  }

  template <class T>
  static bool is_refused(pending<T> refused) {
    if (!refused.is_ready())
      return false;
    auto answer = refused.get();
    return !answer && answer.error().kind == error_kind::overloaded
           && answer.error().message == "5 calls are open";
  }
};

send_notifications click() {
  return {.request = {.context = context{.channel = channel_type::web},
                      .notifications = {{.id = "n", .type = metric_type::click, .timestamp = 1}}}};
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(overload, overload_fixture)

BOOST_AUTO_TEST_CASE(calls_beyond_the_bound_are_refused_at_once) {
  auto all = fill();
  BOOST_TEST(is_refused(client.get_offers(call())));
  BOOST_TEST(is_refused(client.get_attributes({.mbox_names = {"flags"}})));
  BOOST_TEST(is_refused(client.send_notifications(click())));
  BOOST_TEST(server.wait_for_requests(bound));
  all.front().cancel();
  BOOST_TEST(!all.front().get().has_value());
  auto next = client.get_offers(call());
  BOOST_TEST(!next.is_ready());
  BOOST_TEST(is_refused(client.get_offers(call())));
}

BOOST_AUTO_TEST_CASE(a_refusal_reaches_a_callback_outside_of_the_call) {
  auto all = fill();
  std::promise<std::thread::id> called;
  client.get_offers(call()).then([&](const result<offers>& answer) {
    BOOST_TEST((answer.error().kind == error_kind::overloaded));
    called.set_value(std::this_thread::get_id());
  });
  BOOST_TEST((called.get_future().get() != std::this_thread::get_id()));
}

BOOST_AUTO_TEST_CASE(calls_by_message_count_as_well) {
  caf::scoped_actor self{system};
  for (int i = 0; i < 20; ++i)
    self->send(client.actors().delivery, call());
  // Refused on this thread: the errors are here before the first message is handled.
  for (std::size_t i = 0; i < 20 - bound; ++i)
    self->receive(
      [&](caf::error& err) { BOOST_TEST((to_error(err).kind == error_kind::overloaded)); },
      caf::after(0s) >> [] { BOOST_ERROR("not refused at once"); });
  BOOST_TEST(is_refused(client.get_offers(call())));
  auto refused = [&](const auto& actor, auto message) {
    auto answer = ask(self, actor, std::move(message));
    return !answer && answer.error().kind == error_kind::overloaded;
  };
  BOOST_TEST(refused(client.actors().delivery, call()));
  BOOST_TEST(refused(client.actors().attributes, get_attributes{.mbox_names = {"flags"}}));
  BOOST_TEST(refused(client.actors().notification, click()));
}

BOOST_AUTO_TEST_CASE(the_end_of_an_asking_actor_ends_its_calls) {
  auto asker = system.spawn([this](caf::event_based_actor* self) -> caf::behavior {
    for (std::size_t i = 0; i < bound; ++i)
      self->request(client.actors().delivery, caf::infinite, call()).then([](const offers&) {});
    return {[](int) {}};
  });
  BOOST_TEST(server.wait_for_requests(bound));
  BOOST_TEST(is_refused(client.get_offers(call())));
  caf::anon_send_exit(asker, caf::exit_reason::kill);
  BOOST_TEST(eventually([&] { return !client.get_offers(call()).is_ready(); }));
}

namespace {

struct ending {
  const char* name;
  std::function<void(overload_fixture&)> use;
};

std::ostream& operator<<(std::ostream& out, const ending& each) {
  return out << each.name;
}

void ask_and_wait(overload_fixture& with, get_offers call) {
  static_cast<void>(with.client.get_offers(std::move(call)).get());
}

const std::vector<ending> endings{
  {"answered",
   [](auto& with) {
     with.server.push(json_reply(R"({"status":200})"), 1);
     ask_and_wait(with, with.call());
   }},
  {"attributes",
   [](auto& with) {
     with.server.push(json_reply(R"({"status":200})"), 1);
     static_cast<void>(with.client.get_attributes({.mbox_names = {"flags"}}).get());
   }},
  {"notifications",
   [](auto& with) {
     with.server.push(json_reply(R"({"status":200})"), 1);
     static_cast<void>(with.client.send_notifications(click()).get());
   }},
  {"divided",
   [](auto& with) {
     with.server.push(json_reply(R"({"status":200})"), 3);
     auto many = click();
     const auto one = many.request.notifications.front();
     for (int i = 1; i < 120; ++i)
       many.request.notifications.push_back(one);
     static_cast<void>(with.client.send_notifications(many).get());
   }},
  {"late",
   [](auto& with) {
     auto call = with.call();
     call.timeout = 50ms;
     ask_and_wait(with, call);
   }},
  {"late before it began",
   [](auto& with) {
     auto call = with.call();
     call.timeout = 0ms;
     auto answer = with.client.get_offers(call).get();
     BOOST_TEST(!answer.has_value());
     BOOST_TEST((answer.error().kind == error_kind::timeout));
     BOOST_TEST(answer.error().attempts == 0);
   }},
  {"invalid", [](auto& with) { ask_and_wait(with, {}); }},
  {"cancelled",
   [](auto& with) {
     auto open = with.client.get_offers(with.call());
     open.cancel();
     static_cast<void>(open.get());
   }},
  {"not ready",
   [](auto& with) {
     auto call = with.call();
     call.decisioning_method = decisioning_method::on_device;
     ask_and_wait(with, call);
   }},
  {"by message",
   [](auto& with) {
     with.server.push(json_reply(R"({"status":200})"), 1);
     caf::scoped_actor self{with.system};
     static_cast<void>(ask(self, with.client.actors().delivery, with.call()));
   }},
};

} // namespace

BOOST_DATA_TEST_CASE_F(overload_fixture, a_call_that_ends_makes_room, endings, each) {
  for (std::size_t i = 0; i < 2 * bound; ++i)
    each.use(*this);
  BOOST_TEST(is_empty());
}

BOOST_AUTO_TEST_CASE(closing_answers_all_and_refuses_further_ones) {
  auto all = fill();
  client.close(0ms);
  for (auto& each : all)
    BOOST_TEST((each.get().error().kind == error_kind::shutting_down));
  BOOST_TEST((client.get_offers(call()).get().error().kind == error_kind::shutting_down));
  caf::scoped_actor self{system};
  for (std::size_t i = 0; i < 2 * bound; ++i)
    BOOST_TEST(
      (ask(self, client.actors().delivery, call()).error().kind == error_kind::shutting_down));
}

BOOST_AUTO_TEST_CASE(more_than_can_be_made_from_many_threads) {
  constexpr std::size_t threads = 4, each = 3'000;
  auto options = limited_options();
  options.timeout = 1s;
  options.pool.queue_bound = 50;
  options.pool.max_connections_per_host = 10;
  auto busy = *target_sdk::client::create(options);
  server.set_default({.body = R"({"status":200})", .delay = 20ms});
  std::atomic<std::size_t> answered{0}, refused{0}, late{0}, other{0};
  std::vector<std::thread> callers;
  for (std::size_t i = 0; i < threads; ++i)
    callers.emplace_back([&] {
      for (std::size_t n = 0; n < each; ++n)
        busy.get_offers(call()).then([&](const result<offers>& answer) {
          if (answer)
            ++answered;
          else if (answer.error().kind == error_kind::overloaded)
            ++refused;
          else if (answer.error().kind == error_kind::timeout)
            ++late;
          else
            ++other;
        });
    });
  for (auto& caller : callers)
    caller.join();
  BOOST_TEST(eventually([&] { return answered + refused + late == threads * each; }, 60s));
  BOOST_TEST(other == 0u);
  BOOST_TEST(answered > 0u);
  BOOST_TEST(refused > 0u);
  BOOST_TEST(busy.get_offers(call()).get().has_value());
}

BOOST_AUTO_TEST_CASE(notifications_are_kept_while_calls_are_refused) {
  std::atomic<int> lost{0};
  client.on_event(
    [&](const event& what) { lost += std::holds_alternative<send_notification_error>(what); });
  auto all = fill();
  BOOST_TEST(is_refused(client.get_offers(call())));
  std::vector<pending<accepted>> kept;
  for (int i = 0; i < 200; ++i) {
    auto report = click();
    report.request.notifications.front().id = std::to_string(i);
    kept.push_back(client.notify(report));
  }
  for (auto& each : kept)
    BOOST_TEST(each.get().has_value());
  server.set_default(json_reply(R"({"status":200})"));
  server.drop_connections();
  caf::scoped_actor self{system};
  auto end = ask(self, client.actors().notification,
                 drain{.deadline = std::chrono::steady_clock::now() + 20s});
  BOOST_TEST_REQUIRE(end.has_value());
  BOOST_TEST(end->given_up == 0u);
  BOOST_TEST(lost == 0);
}

namespace {

/// A system whose only thread is held until it is let go, and a client there that keeps few
/// notifications.
struct held_fixture {
  caf::actor_system_config config;
  std::optional<caf::actor_system> system;
  test_support::test_server server;
  std::optional<target_sdk::client> client;
  std::promise<void> go;

  held_fixture() {
    tune_for_short_calls(config, 1);
    system.emplace(config);
    server.set_default(json_reply(R"({"status":200})"));
    auto options = options_for(server);
    options.timeout = 30s;
    options.notifications.max_waiting = 10;
    client = *target_sdk::client::create(*system, options);
  }
  /// What comes before the client can begin.
  void hold() {
    std::promise<void> held;
    auto is_held = held.get_future();
    system->spawn([held = std::make_shared<std::promise<void>>(std::move(held)),
                   gone = go.get_future().share()](caf::event_based_actor*) {
      held->set_value();
      gone.wait();
    });
    is_held.wait();
  }
  /// Notifications that have reached the server.
  std::size_t delivered() const {
    std::size_t count = 0;
    for (auto& request : server.requests())
      for (auto at = request.body.find("\"timestamp\""); at != std::string::npos;
           at = request.body.find("\"timestamp\"", at + 1))
        ++count;
    return count;
  }
};

constexpr std::size_t many = 50'000; ///< More than may be on their way.

} // namespace

BOOST_FIXTURE_TEST_CASE(reports_that_nobody_takes_are_refused_at_once, held_fixture) {
  hold();
  std::vector<pending<accepted>> taken;
  for (std::size_t i = 0; i < many; ++i) {
    taken.push_back(client->notify(click()));
    if (taken.back().is_ready())
      break;
  }
  BOOST_TEST_REQUIRE(taken.size() < many);
  BOOST_TEST(taken.size() > 1'000u);
  BOOST_TEST((taken.back().get().error().kind == error_kind::overloaded));
  taken.pop_back();
  caf::scoped_actor self{*system};
  auto refused = ask(self, client->actors().notification, keep_notifications{.report = click()});
  BOOST_TEST((refused.error().kind == error_kind::overloaded));
  go.set_value();
  std::size_t kept = 0;
  for (auto& each : taken)
    kept += each.get().has_value();
  BOOST_TEST(kept >= 10u);
  BOOST_TEST(client->notify(click()).get().has_value());
  BOOST_TEST(eventually([&] { return delivered() == kept + 1; }));
}

BOOST_FIXTURE_TEST_CASE(of_impressions_that_nobody_takes_each_loss_is_told, held_fixture) {
  std::atomic<std::size_t> lost{0};
  client->on_event([&](const event& what) {
    if (auto* loss = std::get_if<send_notification_error>(&what))
      lost += loss->notification.notifications.size();
  });
  hold();
  constexpr std::size_t on_their_way = 5'000;
  for (std::size_t i = 0; i < on_their_way; ++i)
    caf::anon_send(client->actors().notification, impressions{.call = click()});
  go.set_value();
  BOOST_TEST(eventually([&] { return lost + delivered() == on_their_way; }, 60s));
  BOOST_TEST(lost >= 200u);
}

BOOST_AUTO_TEST_CASE(reports_on_their_way_count_by_size) {
  detail::client_settings settings;
  const auto bytes = [&] { return settings.arrivals->count(); };
  {
    const auto small = *detail::accept_report(settings, click());
    BOOST_TEST(bytes() > 512u);
    auto report = click();
    report.request.context->user_agent = std::string(settings.arrivals->limit(), 'x');
    auto large = *detail::accept_report(settings, std::move(report));
    BOOST_TEST(bytes() > settings.arrivals->limit());
    BOOST_TEST((detail::accept_report(settings, click()).error().kind == error_kind::overloaded));
    large.counted.close();
    BOOST_TEST(detail::accept_report(settings, click()).has_value());
    BOOST_TEST((detail::accept_report(settings, {}).error().kind == error_kind::invalid_request));
  }
  BOOST_TEST(bytes() == 0u);
}

BOOST_AUTO_TEST_CASE(an_open_call_counts_once) {
  auto calls = std::make_shared<detail::open_calls>(2u);
  {
    detail::open_call one(calls), two(calls), three(calls);
    BOOST_TEST(static_cast<bool>(two));
    BOOST_TEST(!static_cast<bool>(three));
    BOOST_TEST(calls->count() == 2u);
    auto moved = std::move(one);
    moved.close();
    moved.close();
    BOOST_TEST(calls->count() == 1u);
    three = detail::open_call(calls);
    two = std::move(three);
    BOOST_TEST(calls->count() == 1u);
    two.grow(4);
    BOOST_TEST(calls->count() == 5u);
    one = std::move(two);
    two.close();
    BOOST_TEST(calls->count() == 5u);
  }
  BOOST_TEST(calls->count() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
