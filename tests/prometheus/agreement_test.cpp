// More than ten thousand calls, with faults: the console, /metrics of the edge and the figures of
// its clients say what the edge has recorded, and what those have seen who made the calls.
#include <atomic>
#include <cmath>
#include <map>

#include <target_sdk/page.hpp>
#include <target_sdk/prometheus.hpp>

#include "tests/prometheus/faulty_edge.hpp"
#include "tests/prometheus/seen_calls.hpp"
#include "tests/support/eventually.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using namespace std::chrono_literals;

namespace {

std::int64_t number(json_view value) {
  return value.as_int64().value_or(-1);
}

series figures_of(const client& asked) {
  return read_series(metrics_text(asked));
}

// -- calls that somebody waits for ----------------------------------------------------------------

get_offers call_for(const std::string& mbox) {
  return {.request = {.context = context{.channel = channel_type::web, .user_agent = "test"},
                      .execute = execute_request{.mboxes = {{.name = mbox}}}}};
}

send_notifications click(const std::string& id) {
  send_notifications call;
  call.request.context = context{.channel = channel_type::web, .user_agent = "test"};
  call.request.notifications = {{.id = id,
                                 .type = metric_type::click,
                                 .timestamp = 1,
                                 .tokens = std::vector<std::string>{"click-a"},
                                 .mbox = notification_mbox{.name = "hero"}}};
  call.visit.session_id = "session-" + id;
  return call;
}

/// The attempts of a client at rest are what has reached the edge, and its exchanges those and
/// `others`, which were answered. libcurl repeats by itself what is reset on a connection that it
/// has used before: one attempt for the client, several calls for the edge.
void check_exchanges(const series& figures, const edge_tally& edge, double others) {
  const auto attempts = figures.at("target_sdk_attempts_total");
  const auto repeated = edge.all() - attempts;
  BOOST_TEST(repeated >= 0);
  BOOST_TEST(repeated <= edge.reset);
  BOOST_TEST(figures.at("target_sdk_attempts_refused_total") == 0);
  const auto answered = edge.recorded - edge.cut + edge.refused + others;
  const auto broken = edge.cut + edge.reset - repeated;
  check_family(figures, "target_sdk_exchanges_total",
               {{R"(target_sdk_exchanges_total{outcome="answered"})", answered},
                {R"(target_sdk_exchanges_total{outcome="transport"})", broken}});
  check_family(figures, "target_sdk_exchanges_refused_total", {});
  BOOST_TEST(figures.at("target_sdk_exchange_queue_duration_seconds_count") == answered + broken);
  BOOST_TEST(figures.at("target_sdk_exchange_duration_seconds_count") == answered);
  const auto over_new = answered - figures.at("target_sdk_exchanges_reused_total");
  BOOST_TEST(over_new <= edge.connections);
  BOOST_TEST(edge.connections <= over_new + broken + repeated);
  BOOST_TEST(figures.at("target_sdk_exchanges_active") == 0);
  BOOST_TEST(figures.at("target_sdk_exchanges_queued") == 0);
}

/// Attempts that failed for the client, whatever libcurl has repeated.
double failed_attempts(const series& figures, const edge_tally& edge) {
  return edge.refused + edge.cut + edge.garbled + edge.reset
         - (edge.all() - figures.at("target_sdk_attempts_total"));
}

/// Calls of all kinds, some of them those of pages: repeated, answered, failed, refused at once.
void check_calls_to_the_server(faulty_edge& edge) {
  constexpr int calls = 4000, pages = 200, asks_of_a_page = 3;
  const auto before = edge.tally();
  const auto asked = *client::create(edge.options());
  seen_calls seen;
  double never_sent = 0, failed = 0;
  std::set<std::string> confirmed;
  const auto see = [&](call_kind kind) {
    return [&, kind](const auto& answer) {
      seen.add(kind, call_side::server, answer);
      failed += answer ? 0 : 1;
    };
  };
  make_calls(calls, [&](int i) {
    if (i % 40 == 0)
      return end_of(asked.get_offers({}), [&](const auto& answer) {
        seen.add(call_kind::offers, call_side::none, answer);
        ++never_sent;
      });
    if (i % 4 == 1)
      return end_of(asked.get_attributes({.mbox_names = {"member"}}), see(call_kind::attributes));
    if (i % 4 == 2)
      return end_of(asked.send_notifications(click("click-" + std::to_string(i))),
                    [&, i, count = see(call_kind::notifications)](const result<offers>& answer) {
                      count(answer);
                      if (answer)
                        confirmed.insert("click-" + std::to_string(i));
                    });
    return end_of(asked.get_offers(call_for("hero")), see(call_kind::offers));
  });
  make_calls(pages, [&](int) {
    const auto page = asked.open_page({}, {.window = 1h});
    std::vector<call_end> parts;
    for (const auto* mbox : {"hero", "member", "place"})
      parts.push_back(end_of(page.get_offers(call_for(mbox)), [&](const result<offers>& answer) {
        seen.add(call_kind::offers, call_side::server, answer);
        failed += answer ? 0 : 1.0 / asks_of_a_page; // They share a request.
      }));
    page.flush();
    return [parts] {
      for (const auto& part : parts)
        part();
    };
  });

  const auto figures = figures_of(asked);
  const auto at_edge = edge.tally() - before;
  seen.check(figures);
  check_exchanges(figures, at_edge, 0);
  BOOST_TEST(failed > 0);
  BOOST_TEST(figures.at("target_sdk_page_asks_total") == pages * asks_of_a_page);
  BOOST_TEST(figures.at("target_sdk_page_requests_total") == pages);
  // An attempt begins a request or repeats one; one that fails is repeated, or was the last one.
  const auto retries = sum_of(figures, "target_sdk_retries_total");
  BOOST_TEST(figures.at("target_sdk_attempts_total") == calls - never_sent + pages + retries);
  BOOST_TEST(failed_attempts(figures, at_edge) == retries + std::round(failed));
  const auto retries_of = [&](const std::string& reason) {
    return figures.at("target_sdk_retries_total{reason=\"" + reason + "\"}");
  };
  const auto of_http = retries_of("http_status"), of_garbage = retries_of("malformed_response"),
             of_transport = retries_of("transport");
  BOOST_TEST(of_http + of_garbage + of_transport == retries);
  BOOST_TEST((of_http > 0 && of_http <= at_edge.refused));
  BOOST_TEST((of_garbage > 0 && of_garbage <= at_edge.garbled));
  BOOST_TEST((of_transport > 0 && of_transport <= at_edge.cut + at_edge.reset));

  const auto recorded = read_record(edge.record());
  for (const auto& id : seen.request_ids())
    BOOST_TEST(recorded.request_ids.contains(id), id);
  for (const auto& id : confirmed)
    BOOST_TEST(recorded.notification_ids.contains(id), id);
}

// -- decisions on the device, and notifications that nobody waits for -----------------------------

/// All of it arrives, though every fifth attempt fails, and each attempt has one notification. Says
/// how many places were looked up.
double check_notifications(faulty_edge& edge) {
  constexpr int decisions = 700, calls_on_device = 700, reports = 1400, places = 7;
  const auto before = edge.tally();
  const auto before_ids = read_record(edge.record()).notification_ids.size();
  auto options = edge.options();
  options.decisioning_method = decisioning_method::on_device;
  options.artifact = {
    .location = edge.url("/rules.json"), .polling_interval = 0s, .cdn_base_path = edge.authority()};
  options.target_location_hint = "35"; // So that it does not ask for it.
  options.retry.max_attempts = 1;
  const auto asked = *client::create(options);
  BOOST_REQUIRE(asked.ready().get(60s));
  seen_calls seen;
  for (int i = 0; i < calls_on_device; ++i) {
    auto call = call_for("hero");
    call.request.context->geo = geo{.ip_address = "198.51.100." + std::to_string(1 + i % places)};
    seen.add(call_kind::offers, call_side::on_device, asked.get_offers(call).get());
  }
  for (int i = 0; i < decisions; ++i)
    seen.add(call_kind::decision, call_side::on_device, asked.decide(call_for("hero")));
  std::vector<pending<accepted>> accepting;
  for (int i = 0; i < reports; ++i)
    accepting.push_back(asked.notify(click("report-" + std::to_string(i))));
  for (auto& each : accepting)
    BOOST_TEST(each.get().has_value());

  const auto rules = figures_of(asked);
  check_family(rules, "target_sdk_artifact_state",
               {{R"(target_sdk_artifact_state{state="ready"})", 1}});
  check_family(rules, "target_sdk_artifact_loads_total",
               {{R"(target_sdk_artifact_loads_total{outcome="loaded"})", 1}});
  BOOST_TEST(rules.at("target_sdk_artifact_loaded") == 1);
  BOOST_TEST(rules.at("target_sdk_artifact_size_bytes") == std::string(edge_rules).size());
  asked.close(5min); // When all has arrived.

  const auto figures = figures_of(asked);
  const auto at_edge = edge.tally() - before;
  seen.check(figures);
  check_exchanges(figures, at_edge, 1 + places);
  check_family(figures, "target_sdk_geo_lookups_total",
               {{R"(target_sdk_geo_lookups_total{outcome="answered"})", places},
                {R"(target_sdk_geo_lookups_total{outcome="known"})", calls_on_device - places}});
  BOOST_TEST(figures.at("target_sdk_geo_lookup_duration_seconds_count") == places);

  constexpr double accepted = decisions + calls_on_device + reports;
  const auto recorded = read_record(edge.record());
  const auto confirmed = static_cast<double>(recorded.notification_ids.size() - before_ids);
  const auto sent = figures.at("target_sdk_notifications_sent_total");
  BOOST_TEST(figures.at("target_sdk_notifications_accepted_total") == accepted);
  BOOST_TEST(figures.at("target_sdk_notifications_confirmed_total") == accepted);
  BOOST_TEST(confirmed == accepted);
  for (int i = 0; i < reports; ++i)
    BOOST_TEST(recorded.notification_ids.contains("report-" + std::to_string(i)));
  BOOST_TEST(figures.at("target_sdk_notification_requests_total") == sent);
  BOOST_TEST(figures.at("target_sdk_attempts_total") == sent);
  BOOST_TEST(sent == accepted + failed_attempts(figures, at_edge));
  BOOST_TEST(at_edge.notifications == at_edge.recorded);
  for (const auto* none : {"lost_total", "waiting"})
    BOOST_TEST(figures.at("target_sdk_notifications_" + std::string(none)) == 0);
  return places;
}

/// Nobody is there any more: what was accepted is lost, and each loss is told.
void check_losses(faulty_edge& edge) {
  constexpr int reports = 7;
  auto asked = *client::create(edge.options());
  const auto told = std::make_shared<std::atomic<std::size_t>>(0);
  asked.on_event([told](const event& each) {
    if (const auto* lost = std::get_if<send_notification_error>(&each))
      *told += lost->notification.notifications.size();
  });
  edge.child().send_signal(SIGTERM);
  BOOST_REQUIRE(edge.child().wait(60s).value_or(-1) == 0);
  for (int i = 0; i < reports; ++i)
    BOOST_TEST(asked.notify(click("late-" + std::to_string(i))).get().has_value());
  asked.close(100ms);
  BOOST_TEST(test_support::eventually([&] { return *told == reports; }, 60s));
  const auto figures = figures_of(asked);
  BOOST_TEST(figures.at("target_sdk_notifications_accepted_total") == reports);
  BOOST_TEST(figures.at("target_sdk_notifications_lost_total") == reports);
  BOOST_TEST(figures.at("target_sdk_notifications_confirmed_total") == 0);
  BOOST_TEST(figures.at("target_sdk_notifications_waiting") == 0);
}

// -- calls of others ------------------------------------------------------------------------------

/// A call of a mixture: offers, notifications, a beacon, and some that are refused.
std::string mixed_call(int i) {
  static constexpr const char* names[] = {"hero", "member", "place", "recommendations"};
  const std::string mbox = names[i % 4];
  const auto sent = [&](int at) {
    return R"({"id":"n)" + std::to_string(i) + "-" + std::to_string(at)
           + R"(","type":"click","timestamp":1,"mbox":{"name":"hero"},"tokens":["click-a"]})";
  };
  if (i % 17 == 0)
    return "{\"context\":{}}";
  if (i % 19 == 0)
    return "no json";
  if (i % 5 == 0)
    return R"({"context":{"channel":"web"},"notifications":[)" + sent(0) + ',' + sent(1) + "]}";
  if (i % 23 == 0)
    return R"({"context":{"channel":"web","beacon":true},"notifications":[)" + sent(0) + "]}";
  return testing::mbox_request(mbox, i % 7 == 0 ? R"(,"notifications":[)" + sent(0) + "]"
                                                : std::string());
}

/// What curl sees of a mixture of calls.
struct seen_by_curl {
  std::map<long, double> by_status = {};
  std::map<std::string, double> by_fault = {}; ///< `truncate`, `reset`, `status`, `garbage`, or "".
};

seen_by_curl ask_with_curl(const faulty_edge& edge, int count) {
  seen_by_curl seen;
  // On a connection that was used before, curl sends a call again when it is reset.
  test_support::curl_client client(
    [](CURL* easy) { curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L); });
  for (int i = 0; i < count; ++i) {
    const auto answer =
      client.post(edge.url("/rest/v1/delivery?imsOrgId=o&sessionId=s" + std::to_string(i % 700)),
                  mixed_call(i), {"Content-Type: application/json"});
    const bool is_cut = answer.code == CURLE_PARTIAL_FILE;
    if (is_cut || answer.code == CURLE_OK)
      ++seen.by_status[answer.status];
    ++seen.by_fault[is_cut                                              ? "truncate"
                    : answer.code != CURLE_OK                           ? "reset"
                    : answer.status == 503                              ? "status"
                    : answer.status == 200 && !json::parse(answer.body) ? "garbage"
                                                                        : ""];
  }
  return seen;
}

// -- the edge itself ------------------------------------------------------------------------------

/// What a line of the record and a call of the console both tell.
std::string told(json_view time, json_view session, json_view visitor, const std::string& mboxes,
                 std::size_t notifications) {
  return time.dump() + ' ' + session.dump() + ' ' + visitor.dump() + ' ' + mboxes + ' '
         + std::to_string(notifications);
}

std::string mboxes_of(json_view request) {
  std::string names;
  for (const auto mbox : request["execute"]["mboxes"].elements())
    names.append(mbox["name"].string_or_empty()).append(",");
  return names;
}

std::string names_of(json_view list) {
  std::string names;
  for (const auto name : list.elements())
    names.append(name.string_or_empty()).append(",");
  return names;
}

/// The last thousand calls, one by one.
void check_last_calls(json_view shown, const edge_record& recorded) {
  BOOST_TEST(number(shown["kept"]) == 1000);
  BOOST_TEST(shown["calls"].size() == 1000u);
  std::vector<std::string> in_console;
  std::int64_t previous = number(shown["totals"]["calls"]) - 1000;
  for (const auto call : shown["calls"].elements()) {
    BOOST_TEST(number(call["number"]) == ++previous);
    if (call["outcome"].string_or_empty() == "accepted") {
      BOOST_TEST(static_cast<std::int64_t>(call["notifications"].size())
                 == number(call["notificationCount"]));
      in_console.push_back(told(call["time"], call["session"], call["visitor"],
                                names_of(call["mboxes"]), call["notifications"].size()));
    }
  }
  BOOST_TEST_REQUIRE(in_console.size() > 700u);
  std::vector<std::string> in_record;
  for (auto line = recorded.requests.end() - static_cast<std::ptrdiff_t>(in_console.size());
       line != recorded.requests.end(); ++line)
    in_record.push_back(told((*line)["timestamp"], (*line)["sessionId"], (*line)["id"]["tntId"],
                             mboxes_of((*line)["request"]),
                             (*line)["request"]["notifications"].size()));
  BOOST_TEST(in_console == in_record, boost::test_tools::per_element());
}

/// All of `/metrics`: `expected`, and what follows from it. Nothing else.
void check_all_figures(series figures, series expected) {
  const std::string duration = "target_edge_delivery_duration_seconds";
  const auto answered = sum_of(figures, duration + "_count");
  BOOST_TEST(figures.at(duration + "_sum") > 0);
  double bucket = 0;
  for (const auto* bound : {"0.0001", "0.0002", "0.0005", "0.001", "0.002", "0.005", "0.01", "0.02",
                            "0.05", "0.1", "0.2", "0.5", "1", "2", "5", "10", "+Inf"}) {
    const auto name = duration + "_bucket{le=\"" + bound + "\"}";
    BOOST_TEST(figures.at(name) >= bucket);
    bucket = figures.at(name);
    figures.erase(name);
  }
  BOOST_TEST(bucket == answered);
  const std::string connections = R"(target_edge_connections_total{outcome="accepted"})";
  BOOST_TEST(figures.at(connections) > 0);
  figures.erase(connections);
  figures.erase(duration + "_sum");
  BOOST_TEST(figures.size() == expected.size());
  for (const auto& [name, value] : figures)
    BOOST_TEST((expected.contains(name) && expected.at(name) == value),
               name << " is " << value << ", not " << expected[name]);
}

} // namespace

BOOST_AUTO_TEST_SUITE(agreement)

BOOST_AUTO_TEST_CASE(every_figure_agrees_with_the_record) {
  faulty_edge edge;
  check_calls_to_the_server(edge);
  const auto places = check_notifications(edge);
  const auto of_clients = edge.tally();
  constexpr int of_others = 3000;
  const auto seen = ask_with_curl(edge, of_others);

  const auto shown = edge.calls();
  const auto recorded = read_record(edge.record());
  const auto calls = of_clients.all() + of_others;
  const auto totals = shown["totals"];
  const auto total = [&](const char* name) { return static_cast<double>(number(totals[name])); };
  const auto injected = [&](const char* kind) {
    return static_cast<double>(number(totals["faults"][kind]));
  };
  BOOST_TEST(calls > 10'000);
  BOOST_TEST(total("calls") == calls);
  BOOST_TEST(total("accepted") == static_cast<double>(recorded.requests.size()));
  BOOST_TEST(total("notifications") == recorded.notifications);
  BOOST_TEST(total("left") == 0);
  BOOST_TEST(injected("status") == of_clients.refused + seen.by_fault.at("status"));
  BOOST_TEST(injected("reset") == of_clients.reset + seen.by_fault.at("reset"));
  BOOST_TEST(injected("garbage") == of_clients.garbled + seen.by_fault.at("garbage"));
  // Half of an answer without a body is a whole one.
  BOOST_TEST(injected("truncate") >= of_clients.cut + seen.by_fault.at("truncate"));
  BOOST_TEST(total("accepted") + total("refused") + injected("status") + injected("reset")
             == calls);
  check_last_calls(shown, recorded);

  auto figures = edge.figures();
  BOOST_TEST(test_support::eventually(
    [&] { return (figures = edge.figures()).at("target_edge_connections_open") == 1; }, 60s));
  const std::string requests = "target_edge_requests_total";
  const auto answers = [&](const std::string& resource, int status) {
    return requests + "{resource=\"" + resource + "\",status=\"" + std::to_string(status) + "\"}";
  };
  check_all_figures(figures,
                    {{answers("delivery", 200), of_clients.recorded + seen.by_status.at(200)},
                     {answers("delivery", 204), seen.by_status.at(204)},
                     {answers("delivery", 400), seen.by_status.at(400)},
                     {answers("delivery", 503), injected("status")},
                     {answers("rules", 200), 1},
                     {answers("geo", 200), places},
                     {answers("console", 200), 1},
                     {answers("metrics", 200), edge.scrapes() - 1},
                     {"target_edge_delivery_duration_seconds_count", calls - injected("reset")},
                     {R"(target_edge_faults_total{kind="status"})", injected("status")},
                     {R"(target_edge_faults_total{kind="reset"})", injected("reset")},
                     {R"(target_edge_faults_total{kind="stall"})", 0},
                     {R"(target_edge_faults_total{kind="truncate"})", injected("truncate")},
                     {R"(target_edge_faults_total{kind="garbage"})", injected("garbage")},
                     {"target_edge_notifications_total", recorded.notifications},
                     {R"(target_edge_connections_total{outcome="refused"})", 0},
                     {"target_edge_connections_open", 1}}); // That of this very question.
  check_losses(edge);
}

BOOST_AUTO_TEST_SUITE_END()
