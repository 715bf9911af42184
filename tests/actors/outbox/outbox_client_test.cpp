// Clients whose notifications outlive them.
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <filesystem>
#include <set>
#include <thread>

#include <sys/resource.h>

#include "actors/outbox/outbox_file.hpp"
#include "tests/actors/notification/notification_fixture.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/temp_dir.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::eventually;
using test_support::recorded_request;

namespace fs = std::filesystem;

namespace {

struct outbox_fixture : notification_fixture {
  test_support::temp_dir directory;
  outbox_options outbox{.file = (directory.path() / "outbox").string()};

  outbox_fixture() { start({}, outbox); }

  /// The client ends and leaves what it could not deliver; another one takes its place.
  void restart(notification_options options = {}) {
    client->close(0ms);
    start(options, outbox);
  }

  /// Ids in the file; the client must be closed.
  std::set<std::string> ids_in(const std::string& file) {
    std::set<std::string> ids;
    auto store = detail::open_existing_outbox(file);
    BOOST_REQUIRE_MESSAGE(store, (store ? "" : store.error().message));
    auto read = store->read_after(0, 1'000'000);
    BOOST_REQUIRE(read);
    for (auto& call : read->calls)
      for (auto& each : call.notifications)
        ids.insert(each.id);
    return ids;
  }

  std::size_t left_after_close(std::chrono::milliseconds deadline = 0ms) {
    client->close(deadline);
    return ids_in(outbox.file).size();
  }

  /// All that lies in the directory, as bytes.
  std::string all_bytes() {
    std::string all;
    for (auto& entry : fs::directory_iterator(directory.path()))
      all += test_support::read_file(entry.path());
    return all;
  }
};

template <class T>
error error_of(const result<T>& answer) {
  BOOST_REQUIRE(!answer);
  return answer.error();
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(outbox_client, outbox_fixture)

BOOST_AUTO_TEST_CASE(what_is_accepted_is_on_the_disk) {
  server.set_default(test_support::stall_reply());
  for (int i = 0; i < 10; ++i)
    BOOST_TEST(client->notify(report_of(3, "s", i * 3)).get()->ids.size() == 3u);
  // The files as a process that is killed leaves them.
  fs::create_directory(directory.path() / "copy");
  const auto copy = (directory.path() / "copy" / "outbox").string();
  fs::copy_file(outbox.file, copy);
  fs::copy_file(outbox.file + "-wal", copy + "-wal");
  BOOST_TEST(ids_in(copy).size() == 30u);
}

BOOST_AUTO_TEST_CASE(the_next_client_sends_the_rest_with_the_same_ids) {
  server.set_default(broken_reply);
  for (int i = 0; i < 30; ++i)
    BOOST_TEST(client->notify(report_of(4, "s" + std::to_string(i), i * 4)).get().has_value());
  client->close(0ms);
  BOOST_TEST(by_callback->size() == 0u);
  server.clear_requests();
  server.set_default(delivered_reply);
  start({}, outbox);
  BOOST_TEST(drain_for(60s) == 0u);
  BOOST_TEST(sent().size() == 120u);
  BOOST_TEST(left_after_close() == 0u);
  BOOST_TEST(by_callback->size() == 0u);
}

BOOST_AUTO_TEST_CASE(closing_delivers_them_first) {
  server.set_default(slow_reply(20ms));
  for (int i = 0; i < 50; ++i)
    (void)client->notify(report_of(4, "s" + std::to_string(i), i * 4));
  BOOST_TEST(left_after_close(60s) == 0u);
  BOOST_TEST(sent().size() == 200u);
  BOOST_CHECK(each_once(sent()));
}

BOOST_AUTO_TEST_CASE(impressions_are_kept_as_well) {
  server.set_default(broken_reply);
  show_many(50, false);
  show_many(50, true, 50);
  caf::anon_send(notifier(), impression_of("100", ""));
  client->close(0ms);
  BOOST_TEST(ids_in(outbox.file).size() == 101u);
  server.set_default(delivered_reply);
  server.clear_requests();
  start({}, outbox);
  BOOST_TEST(drain_for(60s) == 0u);
  BOOST_TEST(sent().size() == 101u);
  BOOST_TEST(by_callback->size() == 0u);
}

BOOST_AUTO_TEST_CASE(a_restored_report_of_many_goes_out_in_requests_of_fifty_of_one_session) {
  server.set_default(broken_reply);
  BOOST_TEST(client->notify(report_of(120, "")).get().has_value());
  client->close(0ms);
  server.clear_requests();
  server.set_default(delivered_reply);
  start({}, outbox);
  BOOST_TEST(drain_for(60s) == 0u);
  std::set<std::string> targets;
  for (auto& each : server.requests()) {
    targets.insert(each.target);
    BOOST_TEST(from_json_text<delivery_request>(each.body)->notifications.size() <= 50u);
  }
  BOOST_TEST(targets.size() == 1u);
  BOOST_TEST(sent().size() == 120u);
}

BOOST_AUTO_TEST_CASE(more_than_fit_in_memory_are_kept_and_delivered_in_their_order) {
  start({.max_waiting = 100}, {.file = outbox.file + "2"});
  outbox.file += "2";
  server.set_default(broken_reply);
  std::vector<pending<accepted>> answers;
  for (int i = 0; i < 1000; ++i)
    answers.push_back(client->notify(report_of(1, "s" + std::to_string(i % 7), i)));
  for (auto& each : answers)
    BOOST_REQUIRE(each.get().has_value());
  restart({.max_waiting = 100});
  server.set_default(delivered_reply);
  BOOST_TEST(drain_for(60s) == 0u);
  BOOST_TEST(sent().size() == 1000u);
  BOOST_TEST(left_after_close() == 0u);
}

BOOST_AUTO_TEST_CASE(what_a_drain_cannot_deliver_is_tried_further) {
  server.set_default(broken_reply);
  BOOST_TEST(client->notify(report_of(70)).get().has_value());
  BOOST_TEST(drain_for(200ms) == 70u);
  BOOST_TEST(by_callback->size() == 0u);
  server.set_default(delivered_reply);
  BOOST_TEST(drain_for(60s) == 0u);
  BOOST_TEST(sent().size() == 70u);
}

BOOST_AUTO_TEST_CASE(what_the_service_refuses_is_told_and_leaves_the_file) {
  server.set_handler([](const recorded_request& request) {
    return request.body.find("\"13\"") != std::string::npos ? refused_reply : delivered_reply;
  });
  BOOST_TEST(client->notify(report_of(60)).get().has_value());
  drain_for(60s);
  BOOST_TEST(eventually([&] { return by_callback->size() == 1; }));
  BOOST_TEST(by_callback->lost["13"] == 1);
  BOOST_TEST(left_after_close() == 0u);
}

BOOST_AUTO_TEST_CASE(a_file_has_one_client) {
  auto options = options_for(server);
  options.outbox = outbox;
  const auto refused = error_of(target_sdk::client::create(system, options));
  BOOST_CHECK(refused.kind == error_kind::invalid_configuration);
  BOOST_TEST(refused.message
             == "outbox.file: " + outbox.file + ": another client or another process uses it");
  BOOST_CHECK(error_of(target_sdk::client::create(options)).kind
              == error_kind::invalid_configuration);
  BOOST_TEST(client->notify(report_of(1)).get().has_value());
  client->close();
  BOOST_TEST(target_sdk::client::create(options).has_value());
}

BOOST_AUTO_TEST_CASE(a_file_has_one_client_code) {
  server.set_default(broken_reply);
  BOOST_TEST(client->notify(report_of(3)).get().has_value());
  client->close(0ms);
  auto options = options_for(server);
  options.outbox = outbox;
  options.client = "other";
  const auto refused = error_of(target_sdk::client::create(system, options));
  BOOST_CHECK(refused.kind == error_kind::invalid_configuration);
  BOOST_TEST(
    refused.message
    == "outbox.file: " + outbox.file
         + ": it belongs to client \"acmeclient\" of organization \"org@AdobeOrg\", not to "
           "client \"other\" of organization \"org@AdobeOrg\"");
  BOOST_TEST(ids_in(outbox.file).size() == 3u);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_opened_is_an_error_of_create) {
  auto options = options_for(server);
  for (const std::string& file : {directory.path().string(), std::string("/missing/outbox")}) {
    options.outbox.file = file;
    const auto refused = error_of(target_sdk::client::create(system, options));
    BOOST_CHECK(refused.kind == error_kind::invalid_configuration);
    BOOST_TEST(refused.message.starts_with("outbox.file: " + file));
  }
}

BOOST_AUTO_TEST_CASE(a_damaged_file_is_set_aside_and_whoever_listens_later_is_told) {
  client->close();
  fs::remove(outbox.file);
  directory.write("outbox", "what is this?");
  start({}, outbox);
  BOOST_TEST(eventually([&] { return by_callback->damage_count() == 1; }));
  BOOST_TEST(eventually([&] { return by_message->damage_count() == 1; }));
  const std::lock_guard lock(by_callback->mutex);
  BOOST_TEST(test_support::read_file(by_callback->damages[0].file) == "what is this?");
  BOOST_TEST(client->notify(report_of(1)).get().has_value());
}

BOOST_AUTO_TEST_CASE(a_full_outbox_refuses_reports_until_there_is_room) {
  outbox.max_size = 20'000;
  restart();
  server.set_default(broken_reply);
  int kept = 0;
  result<accepted> answer;
  for (; kept < 1000; ++kept)
    if (answer = client->notify(report_of(1, "s", kept)).get(); !answer)
      break;
  BOOST_CHECK(error_of(answer).kind == error_kind::overloaded);
  BOOST_TEST(kept > 20);
  BOOST_TEST(kept < 200);
  show("5000");
  BOOST_TEST(eventually([&] { return by_callback->size() == 1; }));
  BOOST_TEST(by_callback->lost["5000"] == 1);
  server.set_default(delivered_reply);
  BOOST_TEST(drain_for(60s) == 0u);
  BOOST_TEST(eventually([&] { return client->notify(report_of(1, "s", 6000)).get().has_value(); }));
  BOOST_TEST(drain_for(60s) == 0u);
  BOOST_TEST(sent().size() == static_cast<std::size_t>(kept + 1));
}

BOOST_AUTO_TEST_CASE(what_is_too_old_is_told_once_by_whoever_finds_it) {
  server.set_default(broken_reply);
  BOOST_TEST(client->notify(report_of(120)).get().has_value());
  outbox.max_age = 300ms;
  client->close(0ms);
  std::this_thread::sleep_for(400ms);
  start({}, outbox);
  BOOST_TEST(eventually([&] { return by_callback->size() == 120; }, 60s));
  BOOST_TEST(client->notify(report_of(60, "t", 500)).get().has_value());
  BOOST_TEST(eventually([&] { return by_callback->size() == 180; }, 60s));
  BOOST_CHECK(each_once(by_callback->lost));
  BOOST_TEST(left_after_close() == 0u);
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_told_to_those_who_notify_and_no_end) {
  server.set_default(slow_reply(50ms));
  BOOST_TEST(client->notify(report_of(10)).get().has_value());
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit none{.rlim_cur = 1, .rlim_max = before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &none);
  const auto refused = client->notify(report_of(10, "t", 100)).get();
  show("5000");
  BOOST_TEST(eventually([&] { return by_callback->size() == 1; }));
  BOOST_TEST(client->get_offers({.request = hero_request()}).get().has_value());
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  BOOST_CHECK(error_of(refused).kind == error_kind::overloaded);
  BOOST_TEST(client->notify(report_of(10, "u", 200)).get().has_value());
  BOOST_TEST(drain_for(60s) == 0u);
  BOOST_TEST(sent().size() >= 20u);
  BOOST_TEST(sent().count("100") == 0u);
  BOOST_TEST(left_after_close() == 0u);
}

BOOST_AUTO_TEST_CASE(fields_of_a_report_are_kept_and_those_of_the_client_are_not_written) {
  auto options = options_for(server);
  options.outbox.file = outbox.file + "2";
  options.headers.delivery = {{"X-Client-Key", "secret-of-the-client"}};
  server.set_default(broken_reply);
  start_with(options);
  auto report = report_of(1);
  report.headers.delivery = {{"X-Tenant", "tenant-of-the-report"}};
  report.headers.geo = {{"X-Geo-Key", "secret-of-the-geo-service"}};
  BOOST_TEST(client->notify(report).get().has_value());
  BOOST_TEST(all_bytes().find("secret-of") == std::string::npos);
  client->close(0ms);
  server.clear_requests();
  server.set_default(delivered_reply);
  start_with(options);
  BOOST_TEST(drain_for(60s) == 0u);
  BOOST_TEST(sent().size() == 1u);
  for (auto& each : server.requests()) {
    BOOST_TEST(each.header("X-Tenant") == "tenant-of-the-report");
    BOOST_TEST(each.header("X-Client-Key") == "secret-of-the-client");
  }
}

BOOST_AUTO_TEST_CASE(a_shared_visitor_is_asked_before_and_is_not_needed_afterwards) {
  server.set_default(broken_reply);
  {
    auto visitor =
      client->create_visitor({.organization_id = "org@AdobeOrg", .customer_ids = {{.id = "u1"}}});
    auto report = report_of(3);
    report.visit.visitor = visitor;
    BOOST_TEST(client->notify(std::move(report)).get().has_value());
    auto shown = impression_of("100", "s");
    shown.call.visit.visitor = visitor;
    caf::anon_send(notifier(), shown);
    drain_for(100ms);
  }
  client->close(0ms);
  server.clear_requests();
  server.set_default(delivered_reply);
  start({}, outbox);
  BOOST_TEST(drain_for(60s) == 0u);
  BOOST_TEST(sent().size() == 4u);
  for (auto& each : server.requests())
    BOOST_TEST(each.body.find("\"u1\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(each_accepted_id_arrives_over_many_lives) {
  std::mutex mutex;
  tally arrived;
  std::uint32_t dice = 1;
  server.set_handler([&](const recorded_request& request) {
    const std::lock_guard lock(mutex);
    dice = dice * 1664525 + 1013904223;
    const auto roll = (dice >> 8) % 100;
    if (roll < 30)
      return roll < 15 ? broken_reply : test_support::reset_reply();
    count(arrived, *from_json_text<delivery_request>(request.body));
    return roll < 40 ? test_support::truncated_reply(delivered_reply, 20) : delivered_reply;
  });
  std::size_t kept = 0;
  for (int life = 0; life < 20; ++life) {
    std::vector<pending<accepted>> answers;
    for (int i = 0; i < 20; ++i)
      answers.push_back(
        client->notify(report_of(5, "s" + std::to_string(i % 4), (life * 20 + i) * 5)));
    for (auto& each : answers)
      if (auto answer = each.get())
        kept += answer->ids.size();
    restart();
  }
  BOOST_TEST(kept == 2000u);
  BOOST_TEST(drain_for(60s) == 0u);
  const std::lock_guard lock(mutex);
  BOOST_TEST(arrived.size() == 2000u);
  BOOST_TEST(by_callback->size() == 0u);
}

BOOST_AUTO_TEST_CASE(each_is_answered_while_the_client_closes) {
  for (int round = 0; round < 10; ++round) {
    report_while_closing(round);
    start({}, outbox);
  }
}

BOOST_AUTO_TEST_SUITE_END()
