// A program with a client whose notifications go to a server, and what became of them.
#pragma once

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>

#include "tests/actors/client_fixture.hpp"
#include "tests/support/eventually.hpp"

namespace target_sdk::testing {

using namespace std::chrono_literals;

inline const auto delivered_reply = test_support::json_reply(R"({"status":200})");
inline const test_support::reply refused_reply{.status = 400,
                                               .body = R"({"status":400,"message":"no"})"};
inline const test_support::reply broken_reply{.status = 500};

inline test_support::reply slow_reply(std::chrono::milliseconds delay) {
  auto slow = delivered_reply;
  slow.delay = delay;
  return slow;
}

/// How often each notification is named.
using tally = std::map<std::string, int>;

inline void count(tally& into, const delivery_request& request) {
  for (auto& each : request.notifications)
    ++into[*each.id];
}

/// Events, as a callback and as a subscriber get them. Shared with both, which may end late.
struct event_log {
  std::mutex mutex;
  tally lost;
  std::vector<error> errors;
  std::vector<outbox_damaged> damages;

  void add(const send_notification_error& news) {
    const std::lock_guard lock(mutex);
    count(lost, news.notification);
    errors.push_back(news.error);
  }
  void add(const outbox_damaged& news) {
    const std::lock_guard lock(mutex);
    damages.push_back(news);
  }
  std::size_t size() { return (void(std::lock_guard(mutex)), lost.size()); }
  std::size_t damage_count() { return (void(std::lock_guard(mutex)), damages.size()); }
  std::size_t told() { return (void(std::lock_guard(mutex)), errors.size()); }
};

inline caf::behavior subscriber(caf::event_based_actor*, std::shared_ptr<event_log> log) {
  return {
    [](const client_ready&) {},
    [log](const send_notification_error& news) { log->add(news); },
    [log](const outbox_damaged& news) { log->add(news); },
    [](const breaker_opened&) {},
    [](const breaker_closed&) {},
  };
}

inline target_sdk::impressions impression_of(const std::string& id, const std::string& session) {
  return {
    .call = {
      .request = {.context = context{.channel = channel_type::web},
                  .notifications = {{.id = id, .type = metric_type::display, .timestamp = 1}}},
      .visit = {.session_id = session}}};
}

/// A report with notifications `first`, `first` + 1, ...
inline send_notifications report_of(int count, const std::string& session = "s", int first = 0) {
  send_notifications report{.request = {.context = context{.channel = channel_type::web}},
                            .visit = {.session_id = session}};
  for (int i = first; i < first + count; ++i)
    report.request.notifications.push_back(
      {.id = std::to_string(i), .type = metric_type::display, .timestamp = 1});
  return report;
}

/// What the service answers: it took all.
inline test_support::reply confirming_reply(const test_support::recorded_request& request) {
  delivery_response response{.status = 200};
  const auto asked = *from_json_text<delivery_request>(request.body);
  for (auto& each : asked.notifications)
    response.notifications.push_back({.id = each.id});
  return test_support::json_reply(to_json_text(response));
}

/// A program with a system of its own and a client in it, which delivers to a server.
struct notification_fixture {
  caf::actor_system_config config;
  caf::actor_system system{config};
  test_support::test_server server;
  std::optional<target_sdk::client> client;
  std::shared_ptr<event_log> by_callback = std::make_shared<event_log>();
  std::shared_ptr<event_log> by_message = std::make_shared<event_log>();
  caf::actor listener;

  notification_fixture() {
    server.set_default(delivered_reply);
    start();
  }
  ~notification_fixture() { caf::anon_send_exit(listener, caf::exit_reason::user_shutdown); }

  void start(notification_options options = {}, outbox_options outbox = {}) {
    auto all = options_for(server);
    all.notifications = options;
    all.outbox = std::move(outbox);
    start_with(std::move(all));
  }

  void start_with(client_options all) {
    all.retry.max_attempts = 1;
    client.reset();
    auto made = target_sdk::client::create(system, all);
    // `close` waits for a second at most; on a busy machine the outbox may still be open then.
    for (int tries = 0; tries < 60 && !made && made.error().message.ends_with("uses it"); ++tries) {
      std::this_thread::sleep_for(std::chrono::seconds(1));
      made = target_sdk::client::create(system, all);
    }
    BOOST_REQUIRE_MESSAGE(made, (made ? "" : made.error().message));
    client = std::move(*made);
    client->on_event([log = by_callback](const event& what) {
      if (auto* news = std::get_if<send_notification_error>(&what))
        log->add(*news);
      else if (auto* damage = std::get_if<outbox_damaged>(&what))
        log->add(*damage);
    });
    caf::anon_send_exit(listener, caf::exit_reason::user_shutdown);
    listener = system.spawn(subscriber, by_message);
    caf::anon_send(client->actors().delivery,
                   subscribe{.subscriber = caf::actor_cast<caf::strong_actor_ptr>(listener)});
    // Subscribed when it has answered.
    caf::scoped_actor self{system};
    self->request(client->actors().delivery, caf::infinite, get_offers{})
      .receive([](const offers&) {}, [](const caf::error&) {});
  }

  notification_actor notifier() const { return client->actors().notification; }

  void show(const std::string& id, const std::string& session = "s") {
    caf::anon_send(notifier(), impression_of(id, session));
  }

  void show_many(int count, bool one_session, int first = 0) {
    for (int i = first; i < first + count; ++i)
      show(std::to_string(i), one_session ? "s" : "s" + std::to_string(i));
  }

  std::size_t drain_for(std::chrono::milliseconds time) {
    std::size_t given_up = 0;
    caf::scoped_actor self{system};
    self
      ->request(notifier(), caf::infinite,
                drain{.deadline = std::chrono::steady_clock::now() + time})
      .receive([&](drained answer) { given_up = answer.given_up; },
               [](const caf::error& err) { BOOST_ERROR(to_string(to_error(err))); });
    return given_up;
  }

  /// How often the server was told of each.
  tally sent() {
    tally all;
    for (auto& request : server.requests())
      count(all, *from_json_text<delivery_request>(request.body));
    return all;
  }

  std::size_t requests() { return server.counters().requests; }

  /// A thread reports while the client closes, by ids of its own for each `round`. Each report is
  /// answered, and what was kept has arrived: that is returned.
  tally report_while_closing(int round) {
    std::atomic<int> answers{0};
    std::atomic<int> kept{0};
    std::atomic<int> asked{0};
    std::thread asking([&, mine = *client] {
      for (int i = 0; i < 300; ++i, ++asked)
        mine.notify(report_of(1, "s", round * 300 + i)).then([&](result<accepted> answer) {
          ++answers;
          kept += answer.has_value();
        });
    });
    BOOST_REQUIRE(test_support::eventually([&] { return asked >= 100; }));
    client->close(60s);
    asking.join();
    BOOST_TEST(test_support::eventually([&] { return answers == 300; }));
    auto arrived = sent();
    std::erase_if(arrived, [&](auto& item) { return std::stoi(item.first) / 300 != round; });
    BOOST_TEST(arrived.size() == static_cast<std::size_t>(kept.load()));
    return arrived;
  }
};

inline bool each_once(const tally& all) {
  return std::all_of(all.begin(), all.end(), [](auto& item) { return item.second == 1; });
}

} // namespace target_sdk::testing
