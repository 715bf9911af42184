#include <boost/test/unit_test.hpp>

#include <csignal>
#include <future>
#include <sstream>
#include <thread>

#include <caf/all.hpp>
#include <caf/io/all.hpp>
#include <sys/wait.h>

#include <target_sdk/actors.hpp>
#include <target_sdk/client.hpp>

#include "tests/actors/delivery/on_device_fixture.hpp"
#include "tests/support/built_file.hpp"
#include "tests/support/caf_versions.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/listening_url.hpp"
#include "tests/support/temp_dir.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::eventually;
using test_support::json_reply;
using test_support::stall_reply;

namespace {

struct network_config : caf::actor_system_config {
  explicit network_config(bool initialised) {
#if !TARGET_SDK_CAF_0_17
    caf::io::middleman::init_global_meta_objects();
#endif
    load<caf::io::middleman>();
    if (initialised)
      init(*this);
  }
};

/// This process, and another one that offers the actors of its client. The server in this process
/// is the edge of that client.
struct two_processes : on_device_fixture {
  explicit two_processes(bool initialised_here = true, bool initialised_there = true,
                         const std::string& timeout = "20")
    : config(initialised_here) {
    std::vector<std::string> command{test_support::built_file("tests/network/network_peer"),
                                     server.authority(), timeout};
    if (!initialised_there)
      command.push_back("uninitialised");
    peer.emplace(
      test_support::child_process_options{.command = command,
                                          .output_file = (folder.path() / "out").string(),
                                          .error_file = (folder.path() / "err").string()});
    std::istringstream ports(test_support::await_listening_url(folder, "out", 60s));
    delivery_port = connect(ports, delivery);
    connect(ports, notification);
    connect(ports, attributes);
    connect(ports, artifact_of_peer);
  }

  template <class Handle>
  std::uint16_t connect(std::istream& ports, Handle& handle) {
    std::uint16_t port = 0;
    BOOST_REQUIRE_MESSAGE(ports >> port, folder.read("err"));
    auto found = system.middleman().remote_actor<Handle>("127.0.0.1", port);
    if (!found)
      BOOST_FAIL(test_support::rendered(system, found.error()));
    handle = *found;
    return port;
  }

  std::size_t delivery_calls() const { return static_cast<std::size_t>(calls.load()); }

  network_config config;
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  test_support::temp_dir folder;
  std::optional<test_support::child_process> peer;
  delivery_actor delivery;
  std::uint16_t delivery_port = 0;
  notification_actor notification;
  attributes_actor attributes;
  artifact_actor artifact_of_peer;
};

struct uninitialised_processes : two_processes {
  uninitialised_processes() : two_processes(false, false) {}
};

get_offers remote_call(std::chrono::milliseconds timeout = 30s) {
  return {.request = asking_for("recs"),
          .decisioning_method = decisioning_method::server_side,
          .timeout = timeout};
}

template <class T>
error_kind kind_of(const result<T>& answer) {
  BOOST_REQUIRE(!answer);
  return answer.error().kind;
}

send_notifications one_click(const std::string& id) {
  return {.request = {.context = context{.channel = channel_type::web},
                      .notifications = {{.id = id, .type = metric_type::click, .timestamp = 1}}}};
}

/// Events as text, in order.
struct event_log {
  std::mutex mutex;
  std::string text;

  void add(const std::string& line) {
    const std::lock_guard lock(mutex);
    text += line + '\n';
  }
  bool has(const std::string& part) {
    const std::lock_guard lock(mutex);
    return text.find(part) != std::string::npos;
  }
};

caf::behavior write_events(caf::event_based_actor*, std::shared_ptr<event_log> log) {
  return {
    [log](const client_ready&) { log->add("ready"); },
    [log](const artifact_download_succeeded& news) {
      log->add("rules " + news.location + (news.artifact ? " with" : " without") + " artifact");
    },
    [log](const artifact_download_failed& news) { log->add("no rules " + to_string(news.error)); },
    [log](const geo_location_updated& news) { log->add("at " + news.geo.city.value_or("")); },
    [log](const geo_lookup_failed& news) { log->add("nowhere " + to_string(news.error)); },
    [log](const send_notification_error& news) {
      log->add("lost " + news.notification.notifications[0].id.value_or("") + ": "
               + news.error.message);
    },
    [log](const breaker_opened& news) { log->add("down " + news.host + ' ' + news.error.message); },
    [log](const breaker_closed& news) {
      log->add("up " + news.host + (news.open_for > 0ms ? " after a while" : " at once"));
    },
    [log](const outbox_damaged& news) { log->add("damaged " + news.file); },
  };
}

} // namespace

BOOST_AUTO_TEST_SUITE(remote_calls)

BOOST_FIXTURE_TEST_CASE(all_calls_are_answered_as_at_home, two_processes) {
  const auto local = ask(self, delivery, get_offers{.request = asking_for("hero")});
  BOOST_REQUIRE_MESSAGE(local, reason_of(local));
  BOOST_TEST(version_in(local) == "one");
  BOOST_CHECK(local->meta.decisioning_method == decisioning_method::on_device);

  const auto remote = ask(self, delivery, remote_call());
  BOOST_REQUIRE_MESSAGE(remote, reason_of(remote));
  BOOST_TEST(*remote->response.status == 200);
  BOOST_TEST(remote->target_cookie.name == "mbox");

  const auto flags = ask(self, attributes, get_attributes{.mbox_names = {"hero"}});
  BOOST_REQUIRE_MESSAGE(flags, reason_of(flags));
  BOOST_TEST(flags->value_or("hero", "version", "none") == "one");

  const auto report = ask(self, notification, one_click("n1"));
  BOOST_REQUIRE_MESSAGE(report, reason_of(report));
  BOOST_TEST(report->unconfirmed.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(an_actor_asks_by_message, two_processes) {
  std::promise<std::string> done;
  system.spawn([&](caf::event_based_actor* actor) {
    actor->request(delivery, 30s, remote_call())
      .then([&](const offers& answer) { done.set_value(answer.target_cookie.name); },
            [&](const caf::error& err) { done.set_value(to_string(to_error(err))); });
  });
  BOOST_TEST(done.get_future().get() == "mbox");
}

BOOST_FIXTURE_TEST_CASE(many_calls_one_after_another, two_processes) {
  const get_offers call{.request = {.prefetch = prefetch_request{.mboxes = {{.name = "hero"}}}}};
  for (int i = 0; i < 2'000; ++i)
    if (const auto answer = ask(self, delivery, call); !answer)
      BOOST_FAIL(reason_of(answer));
}

BOOST_FIXTURE_TEST_CASE(errors_keep_all_they_say, two_processes) {
  server.push({.status = 403, .body = R"({"status":403,"message":"not yours"})"});
  const auto answer = ask(self, delivery, remote_call());
  BOOST_CHECK(kind_of(answer) == error_kind::http_status);
  BOOST_TEST(answer.error().http_status == 403);
  BOOST_TEST(answer.error().message == "not yours");
  BOOST_TEST(answer.error().attempts == 1);
  BOOST_TEST(!answer.error().request_id.empty());
  BOOST_TEST(!answer.error().session_id.empty());
  const auto rendered = test_support::rendered(system, make_error(answer.error()));
  BOOST_TEST(rendered.find("not yours") != std::string::npos, rendered);
}

BOOST_FIXTURE_TEST_CASE(the_deadline_of_a_call_holds_there, two_processes) {
  server.push(stall_reply());
  const auto before = std::chrono::steady_clock::now();
  const auto answer = ask(self, delivery, remote_call(100ms));
  BOOST_CHECK(kind_of(answer) == error_kind::timeout);
  BOOST_CHECK(std::chrono::steady_clock::now() - before >= 100ms);
}

BOOST_FIXTURE_TEST_CASE(a_shared_visitor_is_refused_not_forgotten, two_processes) {
  auto call = remote_call();
  call.visit.visitor = visitor::create(system, {.organization_id = "org@AdobeOrg"});
  const auto answer = ask(self, delivery, call);
  BOOST_CHECK(kind_of(answer) == error_kind::invalid_request);
  BOOST_TEST(answer.error().message.starts_with("visitor: "));
  auto report = one_click("n1");
  report.visit.visitor = call.visit.visitor;
  BOOST_CHECK(kind_of(ask(self, notification, report)) == error_kind::invalid_request);
  BOOST_CHECK(kind_of(ask(self, notification, keep_notifications{.report = report}))
              == error_kind::invalid_request);
}

BOOST_FIXTURE_TEST_CASE(a_report_is_kept_there, two_processes) {
  const auto kept = ask(self, notification, keep_notifications{.report = one_click("kept")});
  BOOST_TEST_REQUIRE(kept.has_value());
  BOOST_CHECK(kept->ids == std::vector<std::string>{"kept"});
  const auto answer = ask(self, notification, drain{std::chrono::steady_clock::now() + 30s});
  BOOST_TEST_REQUIRE(answer.has_value());
  BOOST_TEST(answer->given_up == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_node_that_is_lost_ends_its_calls, two_processes) {
  server.set_handler([&](const recorded_request&) { return stall_reply(); });
  auto killer = std::async(std::launch::async, [&] {
    BOOST_TEST(eventually([&] { return server.counters().open > 0; }));
    peer->send_signal(SIGKILL);
  });
  BOOST_CHECK(kind_of(ask(self, delivery, remote_call(60s))) == error_kind::shutting_down);
  killer.get();
  BOOST_CHECK(kind_of(ask(self, delivery, remote_call(60s))) == error_kind::shutting_down);
  BOOST_CHECK(kind_of(ask(self, notification, drain{std::chrono::steady_clock::now() + 60s}))
              == error_kind::shutting_down);
}

BOOST_FIXTURE_TEST_CASE(a_node_that_is_silent_costs_the_timeout_of_the_call, two_processes) {
  peer->send_signal(SIGSTOP);
  siginfo_t stopped{}; // The signal takes a moment to reach all threads.
  BOOST_REQUIRE(::waitid(P_PID, static_cast<id_t>(peer->pid()), &stopped, WSTOPPED | WNOWAIT) == 0);
  BOOST_CHECK(kind_of(ask(self, delivery, remote_call(200ms))) == error_kind::timeout);
  peer->send_signal(SIGCONT);
  const auto answer = ask(self, delivery, remote_call());
  BOOST_TEST(answer.has_value(), reason_of(answer));
}

BOOST_FIXTURE_TEST_CASE(a_call_that_is_given_up_is_cancelled_there, two_processes) {
  // From here on nobody but the call below sends a request or opens a connection.
  BOOST_REQUIRE(eventually([&] { return downloads > 0; }));
  BOOST_REQUIRE(ask(self, delivery, remote_call()).has_value());
  server.set_handler([&](const recorded_request&) { return stall_reply(); });
  const auto before = server.counters().requests;
  auto asking = std::async(std::launch::async, [&] {
    caf::scoped_actor other{system};
    return ask(other, delivery, remote_call(60s), 1s);
  });
  BOOST_TEST(eventually([&] { return server.counters().requests > before; }));
  const auto open = server.counters().open;
  BOOST_CHECK(kind_of(asking.get()) == error_kind::timeout);
  BOOST_TEST(eventually([&] { return server.counters().open < open; }));
}

BOOST_FIXTURE_TEST_CASE(subscribers_on_another_node_are_told, two_processes) {
  const auto log = std::make_shared<event_log>();
  const auto watcher = system.spawn(write_events, log);
  const subscribe order{caf::actor_cast<caf::strong_actor_ptr>(watcher)};
  self->send(delivery, order);
  BOOST_TEST(eventually([&] { return log->has("ready"); }));

  server.set_handler([this](const recorded_request& request) {
    if (request.body.find("\"lost-one\"") != std::string::npos)
      return test_support::reply{.status = 400, .body = R"({"status":400,"message":"no"})"};
    return answer(request);
  });
  self->send(notification, impressions{one_click("lost-one")});
  BOOST_TEST(eventually([&] { return log->has("lost lost-one: no"); }));

  publish(artifact_text("two"));
  const auto news = "rules http://" + server.authority();
  BOOST_TEST(eventually([&] { return log->has(news) && log->has("without artifact"); }));

  server.set_handler([](const recorded_request&) { return test_support::status_reply(503); });
  BOOST_TEST(eventually([&] {
    (void)ask(self, delivery, remote_call());
    return log->has("down " + server.authority() + " status 503");
  }));
  server.set_handler([this](const recorded_request& request) { return answer(request); });
  BOOST_TEST(eventually([&] {
    (void)ask(self, delivery, remote_call());
    return log->has("up " + server.authority() + " after a while");
  }));

  self->send(delivery, unsubscribe{order.subscriber});
  self->send_exit(watcher, caf::exit_reason::user_shutdown);
}

BOOST_FIXTURE_TEST_CASE(metrics_and_finished_calls_are_told_on_another_node, two_processes) {
  const auto log = std::make_shared<event_log>();
  const auto watcher = system.spawn([log](caf::event_based_actor*) -> caf::behavior {
    return {[log](const call_finished& call) {
      log->add(std::string(to_string(call.kind)) + ' ' + std::string(to_string(call.side)) + ' '
               + std::to_string(call.http_status) + ' ' + call.trace.traceparent + ' ' + call.host
               + (call.timings.total.count() > 0 ? " took its time" : ""));
    }};
  });
  self->send(delivery, subscribe_calls{caf::actor_cast<caf::strong_actor_ptr>(watcher)});
  auto call = remote_call();
  call.trace.traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const auto answer = ask(self, delivery, call);
  BOOST_REQUIRE_MESSAGE(answer, reason_of(answer));
  BOOST_TEST(eventually([&] {
    return log->has("offers server 200 " + call.trace.traceparent + ' ' + server.authority()
                    + " took its time");
  }));
  const auto seen = ask(self, delivery, get_metrics{});
  BOOST_REQUIRE_MESSAGE(seen, reason_of(seen));
  BOOST_TEST((*seen)[call_kind::offers][call_side::server].answered.count() == 1u);
  BOOST_TEST((*seen)[call_kind::offers].started == 1u);
  BOOST_CHECK(seen->artifact.state == artifact_state::ready);
  BOOST_TEST(seen->artifact.size == rules().size());
  BOOST_TEST(seen->pool.exchanges >= 2u);
  self->send_exit(watcher, caf::exit_reason::user_shutdown);
}

BOOST_FIXTURE_TEST_CASE(impressions_arrive_and_are_drained, two_processes) {
  const auto before = delivery_calls();
  for (int i = 0; i < 20; ++i)
    self->send(notification, impressions{one_click("n" + std::to_string(i))});
  const auto emptied = ask(self, notification, drain{std::chrono::steady_clock::now() + 30s});
  BOOST_REQUIRE_MESSAGE(emptied, reason_of(emptied));
  BOOST_TEST(emptied->given_up == 0u);
  BOOST_TEST(eventually([&] { return delivery_calls() >= before + 1; }));
}

BOOST_FIXTURE_TEST_CASE(the_artifact_actor_tells_how_it_stands, two_processes) {
  const auto snapshot = ask(self, artifact_of_peer, get_artifact{});
  BOOST_REQUIRE_MESSAGE(snapshot, reason_of(snapshot));
  BOOST_CHECK(snapshot->state == artifact_state::ready);
  BOOST_TEST(snapshot->location.find(server.authority()) != std::string::npos);
  BOOST_TEST(snapshot->retrievals == 1u);
  BOOST_CHECK(!snapshot->artifact);
  BOOST_REQUIRE(ask(self, artifact_of_peer, stop_polling{}).has_value());
}

// With CAF 1.x there is one table of messages for the process, and the SDK is in it from the start.
#if TARGET_SDK_CAF_0_17
BOOST_FIXTURE_TEST_CASE(a_node_without_init_cannot_connect, two_processes) {
  network_config other_config{false};
  caf::actor_system other{other_config};
  const auto found = other.middleman().remote_actor<delivery_actor>("127.0.0.1", delivery_port);
  BOOST_REQUIRE(!found);
  BOOST_CHECK(found.error() == caf::sec::unexpected_actor_messaging_interface);
}

BOOST_FIXTURE_TEST_CASE(nodes_without_init_are_told, uninitialised_processes) {
  BOOST_TEST(folder.read("err").find("target_sdk::init") != std::string::npos);
  const auto answer = ask(self, delivery, remote_call());
  BOOST_CHECK(kind_of(answer) == error_kind::invalid_configuration);
  BOOST_TEST(answer.error().message.find("target_sdk::init") != std::string::npos);
}
#endif

BOOST_AUTO_TEST_SUITE_END()
