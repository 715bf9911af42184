// Actors of a client that end, with calls open: others take their place.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>
#include <target_sdk/client.hpp>

#include "actors/caf_compat.hpp"
#include "actors/messages.hpp"
#include "tests/actors/client_fixture.hpp"
#include "tests/support/eventually.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using namespace std::chrono_literals;
using test_support::eventually;

namespace {

/// What the client makes its requests with, as it tells its actors.
class told_connections {
public:
  void keep(detail::use_pools now) {
    const std::lock_guard guard(mutex_);
    now_ = std::move(now);
  }
  detail::use_pools now() const {
    const std::lock_guard guard(mutex_);
    return now_;
  }

private:
  mutable std::mutex mutex_;
  detail::use_pools now_;
};

/// Stands for the artifact actor of a client that decides on the server, and so hears what the
/// client uses.
detail::loader_actor::behavior_type listener(std::shared_ptr<told_connections> told) {
  return {
    [](get_artifact) { return artifact_snapshot{}; },
    [](stop_polling) {},
    [](resume_polling) {},
    [told](detail::use_pools& now) { told->keep(std::move(now)); },
    [](detail::load_artifact) {},
    [](detail::connections_lost) {},
  };
}

template <class To, class From>
To cast_handle(const From& handle) {
  return caf::actor_cast<To>(caf::actor_cast<caf::strong_actor_ptr>(handle));
}

/// As an exception in it would end it.
template <class Handle>
void kill(const Handle& actor) {
  caf::anon_send_exit(actor, caf::exit_reason::kill);
}

const test_support::reply good_reply = test_support::json_reply(R"({"status":200})");

struct supervised_fixture {
  static constexpr std::size_t workers = 2;

  test_support::test_server server{{.threads = 2}};
  caf::actor_system_config config;
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  std::shared_ptr<told_connections> told = std::make_shared<told_connections>();
  std::shared_ptr<std::atomic<int>> replaced = std::make_shared<std::atomic<int>>(0);
  std::optional<client> it;
  /// Calls that were open when something ended.
  std::vector<pending<offers>> open_offers;
  std::vector<pending<attributes>> open_attributes;

  client_options options() {
    auto all = options_for(server);
    all.workers = workers;
    all.timeout = 10min;
    all.breaker.enabled = false;
    all.logger.write = [count = replaced](log_level, std::string_view line) {
      *count += line.find("ended and is replaced") != line.npos;
    };
    return all;
  }

  void start(client_options with) {
    server.set_default(good_reply);
    it = *client::create(system, std::move(with));
    const auto actors = it->actors();
    detail::send_anonymously(
      cast_handle<detail::router_actor>(actors.delivery),
      detail::meet_siblings{.notification =
                              cast_handle<detail::notifier_actor>(actors.notification),
                            .attributes = actors.attributes,
                            .artifact = system.spawn(listener, told)});
    BOOST_REQUIRE(eventually([&] { return !told->now().pools.empty(); }));
    BOOST_REQUIRE(works());
  }

  bool works() const {
    for (std::size_t i = 0; i < 2 * workers; ++i) // Each worker has its turn.
      if (!it->get_offers({.request = hero_request()}).get(60s))
        return false;
    return true;
  }

  /// Who answers calls: the delivery actor only passes them on.
  std::vector<caf::strong_actor_ptr> find_workers() {
    std::vector<caf::strong_actor_ptr> found;
    for (int i = 0; i < 20 && found.size() < workers; ++i)
      self->request(it->actors().delivery, caf::infinite, get_offers{.request = hero_request()})
        .receive(
          [&](const offers&) {
            if (std::find(found.begin(), found.end(), self->current_sender()) == found.end())
              found.push_back(self->current_sender());
          },
          [](const caf::error& err) { BOOST_ERROR(to_string(to_error(err))); });
    BOOST_REQUIRE(found.size() == workers);
    return found;
  }

  /// Opens calls of each kind to a server that does not answer; they have reached it.
  void open_calls() {
    server.set_default(test_support::stall_reply());
    server.clear_requests();
    begin_calls();
    BOOST_REQUIRE(eventually([&] { return server.requests().size() >= 16; }, 60s));
  }

  void begin_calls() {
    for (int i = 0; i < 8; ++i)
      open_offers.push_back(it->get_offers({.request = hero_request()}));
    for (int i = 0; i < 4; ++i)
      open_attributes.push_back(it->get_attributes({.mbox_names = {"hero"}}));
    for (int i = 0; i < 4; ++i)
      open_offers.push_back(it->send_notifications(report_of(std::to_string(i))));
  }

  static send_notifications report_of(const std::string& id) {
    return {
      .request = {.notifications = {{.id = id, .type = metric_type::display, .timestamp = 1}}},
      .visit = {.session_id = "s"}};
  }

  /// Each was answered, with an error that says so.
  void check_that_all_were_cut_off(const std::string& message) {
    for (auto& each : open_offers)
      check_cut_off(each.get(60s), message);
    for (auto& each : open_attributes)
      check_cut_off(each.get(60s), message);
  }

  template <class T>
  static void check_cut_off(const result<T>& answer, const std::string& message) {
    BOOST_REQUIRE(!answer);
    BOOST_CHECK(answer.error().kind == error_kind::shutting_down);
    BOOST_TEST(answer.error().message == message);
  }

  bool comes_to_work() {
    return eventually([&] { return works(); }, 60s);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(supervision, supervised_fixture)

BOOST_AUTO_TEST_CASE(workers_that_end_are_replaced) {
  start(options());
  const auto before = find_workers();
  open_calls();
  for (const auto& worker : before)
    kill(worker);
  check_that_all_were_cut_off("the delivery worker ended");
  server.set_default(good_reply);
  BOOST_TEST(comes_to_work());
  BOOST_TEST(*replaced == static_cast<int>(workers));
  for (const auto& now : find_workers())
    BOOST_CHECK(std::find(before.begin(), before.end(), now) == before.end());
}

BOOST_AUTO_TEST_CASE(a_worker_that_ends_takes_no_calls_of_others_along) {
  start(options());
  const auto both = find_workers();
  open_calls();
  kill(both.front());
  const auto is_answered = [](const auto& each) { return each.is_ready(); };
  BOOST_TEST(eventually([&] {
    return std::count_if(open_offers.begin(), open_offers.end(), is_answered) == 6
           && std::count_if(open_attributes.begin(), open_attributes.end(), is_answered) == 2;
  }));
  kill(both.back());
  check_that_all_were_cut_off("the delivery worker ended");
}

BOOST_AUTO_TEST_CASE(pools_that_end_are_replaced) {
  auto with = options();
  with.pool.io_threads = 2;
  start(with);
  const auto before = told->now().pools;
  BOOST_REQUIRE(before.size() == 2u);
  open_calls();
  BOOST_TEST(it->notify(report_of("kept")).get(60s).has_value());
  for (const auto& pool : before)
    kill(pool);
  check_that_all_were_cut_off("the connection pool is closing");
  server.set_default(good_reply);
  BOOST_TEST(comes_to_work());
  BOOST_TEST(*replaced == 2);
  BOOST_TEST(eventually([&] { // Workers hear of each one by itself.
    const auto now = told->now().pools;
    return std::none_of(now.begin(), now.end(), [&](const auto& pool) {
      return std::find(before.begin(), before.end(), pool) != before.end();
    });
  }));
  // A report is no call: it is sent again.
  BOOST_TEST(eventually(
    [&] {
      const auto all = server.requests();
      return std::count_if(
               all.begin(), all.end(),
               [](auto& each) { return each.body.find("\"kept\"") != std::string::npos; })
             >= 1;
    },
    60s));
}

BOOST_AUTO_TEST_CASE(the_headers_actor_is_replaced) {
  std::promise<void> opens;
  const auto is_open = opens.get_future().share();
  const auto is_blocking = std::make_shared<std::atomic<bool>>(false);
  const auto asked = std::make_shared<std::atomic<int>>(0);
  auto with = options();
  with.headers.provider = [=](const coming_request&) -> result<http_headers> {
    if (*is_blocking) {
      ++*asked;
      is_open.wait();
    }
    return http_headers{{"X-From-Provider", "yes"}};
  };
  start(with);
  const auto before = told->now().headers;
  *is_blocking = true;
  begin_calls();
  BOOST_REQUIRE(eventually([&] { return *asked >= 1; }));
  kill(before);
  check_that_all_were_cut_off("headers.provider: the client ended or was restarted");
  *is_blocking = false;
  opens.set_value();
  BOOST_TEST(comes_to_work());
  BOOST_TEST(*replaced == 1);
  BOOST_CHECK(told->now().headers != before);
  BOOST_TEST(server.requests().back().header("X-From-Provider") == "yes");
}

BOOST_AUTO_TEST_CASE(calls_that_meet_the_end_of_any_of_them_are_answered) {
  auto with = options();
  with.headers.provider = [](const coming_request&) -> result<http_headers> {
    return http_headers{{"X-From-Provider", "yes"}};
  };
  start(with);
  std::atomic<bool> stops{false};
  std::atomic<int> good{0}, cut_off{0}, other{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < 3; ++i)
    callers.emplace_back([&] {
      while (!stops) {
        const auto answer = it->get_offers({.request = hero_request()}).get(60s);
        ++(answer ? good : answer.error().kind == error_kind::shutting_down ? cut_off : other);
      }
    });
  for (int round = 0; round < 6; ++round) {
    const auto connections = told->now();
    if (round % 3 == 0)
      kill(connections.pools.front());
    else if (round % 3 == 1)
      kill(connections.headers);
    else
      self->request(it->actors().delivery, caf::infinite, get_offers{.request = hero_request()})
        .receive([&](const offers&) { kill(self->current_sender()); }, [](const caf::error&) {});
    const int before = good;
    BOOST_TEST(eventually([&] { return good > before + 50; }, 60s));
  }
  stops = true;
  for (auto& each : callers)
    each.join();
  BOOST_TEST(other == 0);
  BOOST_TEST(*replaced >= 4);
  BOOST_TEST(comes_to_work());
}

BOOST_AUTO_TEST_SUITE_END()
