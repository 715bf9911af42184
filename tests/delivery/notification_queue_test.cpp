#include <boost/test/unit_test.hpp>

#include "delivery/notification_queue.hpp"
#include "delivery/sending_window.hpp"

using namespace target_sdk;
using namespace std::chrono_literals;
using queue_of_notifications = delivery::notification_queue;
using delivery::sending_window;

namespace {

using time_point = queue_of_notifications::time;

const time_point start{1h};

notification shown(const std::string& id) {
  return {.id = id, .type = metric_type::display, .timestamp = 1};
}

send_notifications impression_of(const std::string& session, const std::string& id = "n") {
  return {.request = {.id = visitor_id{.tnt_id = "visitor"},
                      .context = context{.channel = channel_type::web},
                      .notifications = {shown(id)}},
          .visit = {.session_id = session}};
}

send_notifications many(const std::string& session, std::size_t count) {
  auto call = impression_of(session);
  call.request.notifications.reset();
  for (std::size_t i = 0; i < count; ++i)
    call.request.notifications.push_back(shown(std::to_string(i)));
  return call;
}

struct queue_fixture {
  queue_of_notifications queue{{.time_limit = 60s, .max_waiting = 1000}};

  bool add_report(send_notifications report, time_point now) {
    return queue.add_report(delivery::pack(report, true, {}), now);
  }
  /// What an outbox keeps under numbers from `first` on.
  void add_stored(send_notifications report, std::int64_t first, time_point now, time_point limit) {
    auto packed = delivery::pack(report, true, {});
    for (auto& each : packed.content.notifications)
      each.number = first++;
    queue.add_stored(std::move(packed), now, limit);
  }

  /// The sizes of all batches that may be sent now.
  std::vector<std::size_t> send_all(time_point now = start) {
    std::vector<std::size_t> sizes;
    while (auto* next = queue.next(now))
      sizes.push_back(next->second.size());
    return sizes;
  }
};

const auto test_text = [](const std::vector<std::size_t>& sizes) {
  std::string text;
  for (auto size : sizes)
    text += std::to_string(size) + " ";
  return text;
};

} // namespace

BOOST_AUTO_TEST_SUITE(notification_queue)

BOOST_FIXTURE_TEST_CASE(impressions_of_one_visitor_and_session_share_a_request, queue_fixture) {
  for (int i = 0; i < 120; ++i)
    queue.add(impression_of("s", std::to_string(i)), start);
  std::set<std::string> ids;
  std::size_t requests = 0;
  for (; auto* next = queue.next(start); ++requests) {
    BOOST_TEST(next->second.size() <= 50u);
    const auto call = next->second.call();
    BOOST_TEST(call.visit.session_id == "s");
    BOOST_TEST(*call.request.id->tnt_id == "visitor");
    for (auto& each : call.request.notifications)
      ids.insert(*each.id);
  }
  BOOST_TEST(requests == 3u);
  BOOST_TEST(ids.size() == 120u);
}

BOOST_FIXTURE_TEST_CASE(a_call_with_many_is_cut_and_its_rest_is_open_for_more, queue_fixture) {
  queue.add(many("s", 120), start);
  queue.add(many("s", 40), start);
  BOOST_TEST(test_text(send_all()) == "50 50 50 10 ");
}

BOOST_FIXTURE_TEST_CASE(whatever_differs_in_the_request_keeps_impressions_apart, queue_fixture) {
  using change = void (*)(send_notifications&);
  const change changes[] = {
    [](auto&) {},
    [](auto& call) { call.visit.session_id = "other"; },
    [](auto& call) { call.visit.target_cookie = "session#other#9999999999"; },
    [](auto& call) { call.request.id->tnt_id = "other"; },
    [](auto& call) { call.request.id->marketing_cloud_visitor_id = "other"; },
    [](auto& call) { call.request.context->user_agent = "other"; },
    [](auto& call) { call.request.context->address = address{.url = "http://other/"}; },
    [](auto& call) { call.request.property = property{.token = "other"}; },
    [](auto& call) { call.request.environment_id = 2; },
    [](auto& call) { call.request.qa_mode = qa_mode{.token = "other"}; },
    [](auto& call) { call.request.trace = trace{.authorization_token = "other"}; },
    [](auto& call) { call.visit.target_location_hint = "41"; },
    [](auto& call) {
      call.request.experience_cloud =
        experience_cloud{.analytics = analytics_request{.supplemental_data_id =
                                                          "0123456789ABCDEF-0123456789ABCDEF"}};
    },
  };
  for (int round = 0; round < 2; ++round)
    for (auto alter : changes) {
      auto call = impression_of("s");
      alter(call);
      queue.add(std::move(call), start);
    }
  std::size_t requests = 0;
  while (auto* next = queue.next(start)) {
    BOOST_TEST(next->second.size() == 2u);
    ++requests;
    queue.take(next->first);
  }
  BOOST_TEST(requests == std::size(changes));
}

BOOST_FIXTURE_TEST_CASE(impressions_of_nobody_known_are_not_joined, queue_fixture) {
  // Each gets a fresh session when it is sent.
  for (int i = 0; i < 30; ++i)
    queue.add(impression_of(""), start);
  BOOST_TEST(send_all().size() == 30u);
}

BOOST_FIXTURE_TEST_CASE(nothing_is_added_to_what_was_sent_or_has_waited_long, queue_fixture) {
  queue.add(impression_of("s"), start);
  BOOST_TEST(test_text(send_all()) == "1 ");
  queue.add(impression_of("s"), start);
  queue.add(impression_of("s"), start + 4s);
  queue.add(impression_of("s"), start + 6s);
  BOOST_TEST(test_text(send_all()) == "2 1 ");
}

BOOST_FIXTURE_TEST_CASE(a_few_requests_of_a_session_go_out_at_a_time, queue_fixture) {
  queue.add(many("busy", 500), start);
  queue.add(impression_of("calm"), start);
  std::vector<queue_of_notifications::number> busy;
  for (std::size_t i = 0; i < queue_of_notifications::max_per_session; ++i)
    busy.push_back(queue.next(start)->first);
  BOOST_TEST(queue.next(start)->second.call().visit.session_id == "calm");
  BOOST_TEST(!queue.next(start));
  queue.put_back(busy[0], start + 1s); // One that failed holds its place.
  BOOST_TEST(!queue.next(start));
  queue.take(busy[1]);
  BOOST_TEST(queue.next(start)->second.call().visit.session_id == "busy");
  BOOST_TEST(!queue.next(start));
  BOOST_TEST(queue.next(start + 1s)->first == busy[0]);
}

BOOST_FIXTURE_TEST_CASE(what_failed_comes_again_after_its_pause_and_before_others, queue_fixture) {
  queue.add(impression_of("a"), start);
  queue.add(impression_of("b"), start);
  const auto first = queue.next(start)->first;
  queue.put_back(first, start + 1s);
  BOOST_CHECK(queue.next_attempt() == start + 1s);
  BOOST_TEST(queue.has_next(start));
  BOOST_TEST(queue.next(start + 1s)->first == first);
  BOOST_TEST(queue.find(first)->attempts == 2);
}

BOOST_FIXTURE_TEST_CASE(each_is_kept_for_the_time_limit, queue_fixture) {
  queue.add(impression_of("a"), start);
  queue.add(impression_of("a"), start + 2s); // Its minute is that of the whole batch.
  queue.add(impression_of("b"), start + 1s);
  BOOST_CHECK(queue.next_limit() == start + 61s);
  BOOST_TEST(queue.take_expired(start + 60s).empty());
  auto expired = queue.take_expired(start + 61s);
  BOOST_REQUIRE(expired.size() == 1u);
  BOOST_TEST(expired.begin()->second.call().visit.session_id == "b");
  BOOST_TEST(queue.take_expired(start + 62s).begin()->second.size() == 2u);
  BOOST_TEST(queue.empty());
}

BOOST_FIXTURE_TEST_CASE(what_is_under_way_does_not_expire, queue_fixture) {
  queue.add(impression_of("a"), start);
  const auto id = queue.next(start)->first;
  BOOST_TEST(queue.take_expired(start + 2min).empty());
  queue.put_back(id, start + 3min);
  BOOST_TEST(queue.take_expired(start + 2min).size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(of_too_many_the_oldest_fall_off, queue_fixture) {
  for (int i = 0; i < 1010; ++i) {
    queue.add(impression_of(std::to_string(i)), start + i * 1ms);
    for (auto& [id, lost] : queue.take_excess())
      BOOST_TEST(lost.call().visit.session_id == std::to_string(i - 1000));
  }
  BOOST_TEST(queue.count_before(queue_of_notifications::no_limit) == 1000u);
}

BOOST_FIXTURE_TEST_CASE(reports_of_one_visitor_share_requests_but_not_with_impressions,
                        queue_fixture) {
  BOOST_TEST(add_report(many("s", 30), start));
  queue.add(many("s", 10), start);
  BOOST_TEST(add_report(many("s", 40), start));
  BOOST_TEST(add_report(many("other", 1), start));
  queue.add(many("s", 1), start);
  BOOST_TEST(test_text(send_all()) == "50 11 20 1 ");
}

BOOST_FIXTURE_TEST_CASE(a_report_that_does_not_fit_is_refused_whole, queue_fixture) {
  BOOST_TEST(!add_report(many("s", 1001), start));
  BOOST_TEST(add_report(many("s", 990), start));
  BOOST_TEST(!add_report(many("t", 11), start));
  BOOST_TEST(add_report(many("t", 10), start));
  BOOST_TEST(queue.count_before(queue_of_notifications::no_limit) == 1000u);
  // What is under way may come back, so it counts.
  const auto id = queue.next(start)->first;
  BOOST_TEST(!add_report(many("u", 1), start));
  queue.take(id);
  BOOST_TEST(add_report(many("u", 50), start));
  BOOST_TEST(!add_report(many("u", 1), start));
}

BOOST_FIXTURE_TEST_CASE(large_reports_take_the_room_of_several, queue_fixture) {
  auto large = impression_of("s");
  large.request.context->user_agent = std::string(100'000, 'x');
  std::size_t kept = 0;
  for (; kept < 1000; ++kept) {
    large.visit.session_id = std::to_string(kept);
    if (!add_report(large, start))
      break;
  }
  BOOST_TEST(kept == queue_of_notifications::memory_for(1000) / 101'000);
  BOOST_TEST(add_report(impression_of("small"), start));
  queue.take(queue.next(start)->first);
  BOOST_TEST(add_report(large, start));
}

BOOST_FIXTURE_TEST_CASE(large_impressions_push_out_the_oldest, queue_fixture) {
  auto large = impression_of("s");
  large.request.context->user_agent = std::string(1'000'000, 'x');
  queue.add(impression_of("small"), start);
  queue.add(large, start + 1s);
  BOOST_TEST(queue.take_excess().empty());
  large.visit.session_id = "t";
  queue.add(large, start + 2s);
  BOOST_TEST(queue.room() == 0u);
  BOOST_TEST(queue.take_excess().size() == 2u);
  BOOST_TEST(queue.room() == 999u);
}

BOOST_FIXTURE_TEST_CASE(what_waits_is_text_of_a_known_size, queue_fixture) {
  // The bound of memory holds only as long as a batch is no larger than it counts for.
  BOOST_TEST(sizeof(delivery::notification_batch) < 450u);
  auto report = impression_of("s");
  const auto small = delivery::memory_of(delivery::pack(report, true, {}));
  report.request.context->user_agent = std::string(5'000, 'x');
  const auto packed = delivery::pack(report, true, {});
  BOOST_TEST(delivery::memory_of(packed) >= small + 5'000);
  BOOST_TEST(packed.content.text.capacity() < packed.content.text.size() + 64);
  BOOST_TEST(small < queue_of_notifications::usual_memory);
  BOOST_CHECK(delivery::unpack(packed) == report);
}

BOOST_FIXTURE_TEST_CASE(impressions_make_room_for_reports_and_never_the_other_way_round,
                        queue_fixture) {
  for (int i = 0; i < 1000; ++i)
    queue.add(impression_of(std::to_string(i)), start + i * 1ms);
  BOOST_TEST(add_report(many("s", 400), start + 1s));
  BOOST_TEST(queue.take_excess().size() == 400u); // One notification each.
  BOOST_TEST(add_report(many("s", 600), start + 1s));
  BOOST_TEST(queue.take_excess().size() == 600u);
  queue.add(impression_of("late"), start + 2s);
  auto lost = queue.take_excess();
  BOOST_REQUIRE(lost.size() == 1u);
  BOOST_TEST(lost.begin()->second.call().visit.session_id == "late");
  BOOST_TEST(queue.count_before(queue_of_notifications::no_limit) == 1000u);
  // The time limit is that of all.
  std::size_t expired = 0;
  for (auto& [id, batch] : queue.take_expired(start + 61s))
    expired += batch.size();
  BOOST_TEST(expired == 1000u);
  BOOST_TEST(add_report(many("s", 1000), start + 61s));
}

BOOST_FIXTURE_TEST_CASE(halves_of_a_batch_go_out_one_by_one, queue_fixture) {
  queue.add(many("s", 50), start);
  const auto id = queue.next(start)->first;
  const auto parting = queue.hurry();
  queue.split(id, start);
  queue.add(many("s", 1), start); // Joins neither.
  BOOST_TEST(queue.count_before(parting) == 50u);
  BOOST_TEST(test_text(send_all()) == "25 25 1 ");
  std::set<std::string> ids;
  for (auto& [number, batch] : queue.take_range(0, parting))
    for (auto& each : batch.packed.content.notifications)
      ids.insert(each.id);
  BOOST_TEST(ids.size() == 50u);
  BOOST_TEST(!queue.any_before(parting));
}

BOOST_FIXTURE_TEST_CASE(a_batch_of_fifty_can_be_halved_down_to_single_notifications,
                        queue_fixture) {
  queue.add(many("s", 50), start);
  std::size_t singles = 0;
  while (auto* next = queue.next(start))
    if (next->second.size() > 1)
      queue.split(next->first, start);
    else
      singles += !queue.take(next->first).empty();
  BOOST_TEST(singles == 50u);
}

BOOST_FIXTURE_TEST_CASE(hurry_ends_pauses_and_parts_old_from_new, queue_fixture) {
  queue.add(impression_of("s"), start);
  queue.put_back(queue.next(start)->first, start + 10s);
  queue.add(impression_of("s"), start);
  const auto parting = queue.hurry();
  queue.add(impression_of("s"), start);
  BOOST_TEST(queue.count_before(parting) == 2u);
  BOOST_TEST(test_text(send_all()) == "1 1 1 ");
  BOOST_TEST(queue.take_range(parting, queue_of_notifications::no_limit).size() == 1u);
  BOOST_TEST(queue.take_range(0, parting).size() == 2u);
  BOOST_TEST(queue.empty());
}

BOOST_FIXTURE_TEST_CASE(whatever_is_taken_out_leaves_the_queue_whole, queue_fixture) {
  // Every way out, in changing order, against a count of our own.
  std::size_t in = 0;
  std::size_t out = 0;
  std::uint32_t dice = 1;
  const auto roll = [&](std::uint32_t sides) {
    dice = dice * 1664525 + 1013904223;
    return (dice >> 8) % sides;
  };
  std::vector<queue_of_notifications::number> sent;
  const auto count = [&](const queue_of_notifications::batches& taken) {
    for (auto& [id, batch] : taken)
      out += batch.size();
  };
  auto now = start;
  for (int step = 0; step < 20'000; ++step, now += 5ms) {
    const auto before = sent.size();
    switch (roll(8)) {
    case 0:
    case 1: {
      const auto added = 1 + roll(70);
      const auto session = "s" + std::to_string(roll(20));
      if (roll(2) == 0)
        queue.add(many(session, added), now);
      else if (!add_report(many(session, added), now))
        break;
      in += added;
      break;
    }
    case 2:
    case 3:
      if (auto* next = queue.next(now))
        sent.push_back(next->first);
      break;
    case 4: count(queue.take_expired(now)); break;
    case 5:
      for (auto& [id, batch] : queue.take_excess()) {
        BOOST_TEST(!batch.is_accepted());
        out += batch.size();
      }
      break;
    case 6:
      if (roll(50) == 0)
        queue.hurry();
      break;
    default: break;
    }
    if (before == 0 || roll(2) == 0)
      continue;
    const auto id = sent[roll(static_cast<std::uint32_t>(before))];
    std::erase(sent, id);
    const auto fate = roll(3);
    if (fate == 0)
      queue.put_back(id, now + 50ms);
    else if (fate == 1 && queue.find(id)->size() > 1)
      queue.split(id, now);
    else
      out += queue.take(id).mapped().size();
  }
  BOOST_TEST(in == out + queue.count_before(queue_of_notifications::no_limit));
  count(queue.take_range(0, queue_of_notifications::no_limit));
  BOOST_TEST(in == out);
  BOOST_TEST(queue.empty());
  BOOST_TEST(!queue.has_next(now + 1h));
  BOOST_TEST(!queue.next_limit().has_value());
  BOOST_TEST(!queue.next_attempt().has_value());
  BOOST_TEST(add_report(many("s", 1000), now)); // Nothing is counted that is gone.
}

BOOST_AUTO_TEST_CASE(the_window_grows_with_answers_and_halves_once_for_each_setback) {
  sending_window window;
  BOOST_TEST(window.size(100) == 8u);
  for (int i = 0; i < 200; ++i)
    window.grow(75);
  BOOST_TEST(window.size(100) == 75u);
  BOOST_TEST(window.size(10) == 10u);
  const auto round = window.round();
  for (int i = 0; i < 75; ++i)
    window.shrink(round);
  BOOST_TEST(window.size(100) == 37u);
  for (int i = 0; i < 10; ++i)
    window.shrink(window.round());
  BOOST_TEST(window.size(100) == 4u);
  BOOST_TEST(window.size(1) == 1u);
}

// -- what an outbox keeps -------------------------------------------------------------------------

BOOST_FIXTURE_TEST_CASE(numbers_of_the_outbox_stay_with_their_notifications, queue_fixture) {
  add_stored(many("s", 70), 0, start, start + 1h);
  add_stored(many("s", 40), 70, start + 1s, start + 1h + 1s);
  BOOST_TEST(queue.room() == 890u);
  std::set<std::int64_t> seen;
  const auto take_all_of = [&](queue_of_notifications::number id) {
    const auto taken = queue.take(id);
    for (auto number : delivery::numbers_of(taken.mapped().packed))
      seen.insert(number);
  };
  auto* first = queue.next(start);
  BOOST_TEST(delivery::numbers_of(first->second.packed).front() == 0);
  queue.split(first->first, start);
  for (int i = 0; i < 4; ++i)
    take_all_of(queue.next(start)->first);
  BOOST_TEST(queue.next(start) == nullptr);
  BOOST_TEST(seen.size() == 110u);
  BOOST_TEST(*seen.rbegin() == 109);
  BOOST_TEST(queue.room() == 1000u);
}

BOOST_FIXTURE_TEST_CASE(each_of_an_outbox_is_given_up_at_its_own_age, queue_fixture) {
  add_stored(impression_of("s", "old"), 1, start, start + 1min);
  add_stored(impression_of("s", "young"), 2, start, start + 1h);
  BOOST_TEST(queue.take_expired(start + 1min).size() == 1u);
  BOOST_TEST(queue.room() == 999u);
  const auto last = queue.take_expired(start + 1h);
  BOOST_REQUIRE(last.size() == 1u);
  BOOST_TEST(delivery::numbers_of(last.begin()->second.packed).front() == 2);
}

BOOST_AUTO_TEST_SUITE_END()
