// Downloads of the rules: slow and cut ones, and redirects.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/actors/artifact/artifact_fixture.hpp"
#include "tests/support/eventually.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::ending;
using test_support::eventually;
using test_support::json_reply;
using test_support::test_server;

namespace {

constexpr const char* rules_path = "/acmeclient/production/v1/rules.json";

/// What failed, from events, and what was logged above debug.
class trouble {
public:
  log_sink sink() {
    return {.write = [all = lines_](log_level, std::string_view line) { all->add(line); },
            .threshold = log_level::info};
  }
  void watch(const client& from) {
    from.on_event([all = errors_](const event& what) {
      if (const auto* failed = std::get_if<artifact_download_failed>(&what))
        all->add(to_string(failed->error));
    });
  }
  bool came(const std::string& part) const { return errors_->has(part); }
  bool logged(const std::string& part) const { return lines_->has(part); }

private:
  struct texts {
    std::mutex mutex;
    std::vector<std::string> all;

    void add(std::string_view text) {
      const std::lock_guard lock(mutex);
      all.emplace_back(text);
    }
    bool has(const std::string& part) {
      const std::lock_guard lock(mutex);
      for (const auto& text : all)
        if (text.find(part) != std::string::npos)
          return true;
      return false;
    }
  };
  std::shared_ptr<texts> lines_ = std::make_shared<texts>();
  std::shared_ptr<texts> errors_ = std::make_shared<texts>();
};

reply redirect(const std::string& location, int status = 302) {
  return {.status = status, .headers = {{"Location", location}}};
}

/// `server` has the rules and nothing else; `front` is asked first where it is said.
struct download_fixture : artifact_fixture {
  test_server front;
  test_server edge;
  trouble seen;

  /// Loads once, from `server`.
  client_options download_options() {
    auto all = options();
    all.server_domain = edge.authority();
    all.logger = seen.sink();
    return all;
  }

  /// The same, from `front`.
  client_options front_options() {
    auto all = download_options();
    all.artifact.cdn_base_path = front.authority();
    return all;
  }

  /// The same, and `front` redirects to the rules unless it is told otherwise.
  client_options redirected_options() {
    front.set_default(redirect(server.url(rules_path)));
    return front_options();
  }

  client start(const client_options& all) {
    auto started = *client::create(all);
    seen.watch(started);
    return started;
  }

  static bool is_ready(const client& client) {
    auto ready = client.ready().get(20s);
    BOOST_TEST(ready.has_value(), (ready ? "" : to_string(ready.error())));
    return ready.has_value();
  }

  void check_decides(const client& client) {
    BOOST_REQUIRE(is_ready(client));
    BOOST_TEST(version_in(client.decide({.request = asking_for("hero")})) == "one");
  }

  /// A client that goes `way` and then has the rules.
  void check_loads(const client_options& all) { check_decides(start(all)); }

  /// A client that never has the rules, for `reason`.
  void check_fails(const client_options& all, const std::string& reason) {
    auto client = start(all);
    // An event may be raised before anybody listens, a line is never lost.
    BOOST_CHECK_MESSAGE(eventually([&] { return seen.logged(reason); }),
                        "it is not said: " + reason);
    BOOST_CHECK(snapshot(client).artifact == nullptr);
  }
};

/// The rules in some 20 pieces, one each 100 ms.
reply dripping(const std::string& rules) {
  auto slow = json_reply(rules);
  slow.drip_bytes = rules.size() / 20;
  slow.drip_interval = 100ms;
  return slow;
}

} // namespace

BOOST_AUTO_TEST_SUITE(artifact_download)

// -- time -----------------------------------------------------------------------------------------

BOOST_FIXTURE_TEST_CASE(a_slow_download_takes_its_time, download_fixture) {
  server.push(dripping(rules()));
  auto all = download_options();
  all.artifact.stall_timeout = 1500ms; // Less than the whole takes.
  check_loads(all);
  BOOST_TEST(server.counters().requests == 1u);
  BOOST_TEST(!seen.logged("loading the artifact"));
}

BOOST_FIXTURE_TEST_CASE(a_download_that_stalls_is_begun_again, download_fixture) {
  auto half = json_reply(rules());
  half.cut_after = 300;
  half.end = ending::stall;
  server.push(half);
  auto all = download_options();
  all.artifact.stall_timeout = 300ms;
  check_loads(all);
  BOOST_TEST(seen.logged("no byte from " + server.authority() + " for 300 ms"));
}

BOOST_FIXTURE_TEST_CASE(the_whole_download_is_bounded, download_fixture) {
  front.set_default(dripping(rules()));
  auto all = front_options();
  all.artifact.download_timeout = 500ms;
  check_fails(all, "no answer from " + front.authority() + " by the deadline");
}

BOOST_FIXTURE_TEST_CASE(a_download_that_is_cut_is_begun_again, download_fixture) {
  server.push(test_support::truncated_reply(json_reply(rules()), 300));
  auto all = download_options();
  check_loads(all);
  BOOST_TEST(seen.logged("cut short"));
}

BOOST_FIXTURE_TEST_CASE(an_overlong_header_is_asked_for_once, download_fixture) {
  front.set_default({.raw = "HTTP/1.1 200 OK\r\nX: " + std::string(150'000, 'x') + "\r\n\r\n"});
  auto all = front_options();
  check_fails(all, "oversized headers");
  std::this_thread::sleep_for(200ms); // Repetitions would come after some milliseconds.
  BOOST_TEST(front.counters().requests == 1u);
}

BOOST_FIXTURE_TEST_CASE(rules_in_an_unknown_encoding_are_read_as_they_are, download_fixture) {
  auto odd = json_reply(rules());
  odd.headers.emplace_back("Content-Encoding", "utf-8");
  front.set_default(odd);
  auto all = front_options();
  check_loads(all);
}

// -- redirects ------------------------------------------------------------------------------------

BOOST_FIXTURE_TEST_CASE(redirects_lead_to_the_rules, download_fixture) {
  for (int status : {301, 302, 303, 307, 308}) {
    const auto all = redirected_options();
    front.set_default(redirect(server.url(rules_path), status));
    auto client = start(all);
    check_decides(client);
    BOOST_TEST(server.requests().back().method == "GET");
    // The place of the rules is the one that was given.
    BOOST_TEST(snapshot(client).location == front.url(rules_path));
  }
  BOOST_TEST(!seen.logged("loading the artifact"));
}

BOOST_FIXTURE_TEST_CASE(five_redirects_are_followed_and_no_more, download_fixture) {
  const auto all = redirected_options();
  front.push(redirect("rules2.json"));
  front.push(redirect("/3"));
  front.push(redirect("?4"));
  front.push(redirect("//" + front.authority() + "/5"));
  check_loads(all);
  std::vector<std::string> targets;
  for (const auto& request : front.requests())
    targets.push_back(request.target);
  const std::vector<std::string> expected = {rules_path, "/acmeclient/production/v1/rules2.json",
                                             "/3", "/3?4", "/5"};
  BOOST_TEST(targets == expected, boost::test_tools::per_element());

  front.clear_requests();
  front.set_default(redirect("/round"));
  auto once = all;
  once.artifact.polling_interval = 0s;
  check_fails(once,
              "redirect (302) to " + front.url("/round") + " not followed: more than 5 redirects");
  std::this_thread::sleep_for(200ms);
  const auto rounds = front.requests();
  BOOST_TEST(std::count_if(rounds.begin(), rounds.end(),
                           [](const auto& request) { return request.target == "/round"; })
             == 5);
}

BOOST_FIXTURE_TEST_CASE(what_is_no_redirect_is_not_followed, download_fixture) {
  for (int status : {300, 304, 305, 306}) {
    auto all = redirected_options();
    front.set_default(redirect(server.url(rules_path), status));
    check_fails(all, "status " + std::to_string(status));
  }
  auto all = redirected_options();
  front.set_default({.status = 302});
  check_fails(all, "redirect (302) without a location");
  front.set_default(redirect("ftp://127.0.0.1/rules.json"));
  check_fails(all, "neither http nor https");
  BOOST_TEST(downloads == 0);
}

BOOST_FIXTURE_TEST_CASE(https_is_entered_and_never_left, download_fixture) {
  test_support::tls_material material;
  test_server secure({.tls = material.settings()});
  secure.set_default(json_reply(rules()));
  auto all = redirected_options();
  all.pool.tls.ca_file = material.ca_file();
  front.set_default(redirect(secure.url("/rules.json")));
  check_loads(all);

  secure.set_default(redirect(server.url(rules_path)));
  const auto reason = "redirect (302) from https to " + server.url(rules_path) + " not followed";
  check_fails(all, "redirected to " + secure.url("/rules.json") + ": " + reason);
  all.artifact.location = secure.url("/rules.json");
  check_fails(all, reason);
  BOOST_TEST(downloads == 0);
}

BOOST_FIXTURE_TEST_CASE(a_certificate_is_checked_behind_a_redirect_too, download_fixture) {
  test_support::tls_material material;
  test_server secure({.tls = material.settings()});
  auto all = redirected_options();
  front.set_default(redirect(secure.url("/rules.json")));
  check_fails(all, "certificate of " + secure.authority() + " refused");
  BOOST_TEST(secure.counters().requests == 0u);
}

BOOST_FIXTURE_TEST_CASE(credentials_and_queries_stay_with_their_host_and_out_of_the_log,
                        download_fixture) {
  auto all = redirected_options();
  auto location = front.url(std::string(rules_path) + "?token=secret2");
  all.artifact.location = location.insert(location.find("//") + 2, "jo:secret1@");
  front.push(redirect("/second?token=secret3"));
  front.push(redirect(server.url(std::string(rules_path) + "?token=secret4")));
  server.push(reply{.status = 404});
  auto client = start(all);
  BOOST_REQUIRE(eventually([&] { return seen.logged("status 404"); }));
  const auto asked = front.requests();
  BOOST_TEST(asked.at(0).header("authorization").starts_with("Basic "));
  BOOST_TEST(asked.at(1).header("authorization") == asked.at(0).header("authorization"));
  BOOST_TEST(!server.requests().at(0).has_header("authorization"));
  BOOST_TEST(!server.requests().at(0).has_header("referer"));
  BOOST_TEST(seen.logged("loading the artifact " + front.url(rules_path) + "?*** failed: "));
  BOOST_TEST(seen.logged("redirected to " + server.url(rules_path) + "?***: status 404"));
  BOOST_TEST(!seen.logged("secret"));
  BOOST_TEST(!seen.came("secret"));
}

BOOST_FIXTURE_TEST_CASE(an_etag_goes_to_the_url_that_gave_it, download_fixture) {
  auto all = redirected_options();
  all.artifact.polling_interval = 1s;
  all.artifact.unsafe_fast_polling_for_tests = true;
  all.artifact.cache_file = (folder.path() / "rules.cache").string();
  {
    auto client = start(all);
    check_decides(client);
    BOOST_REQUIRE(eventually([&] { return downloads >= 3; }, 20s));
    BOOST_TEST(snapshot(client).retrievals == 1u); // 304 after the first.
  }
  const auto conditional = [](const test_server& of) {
    std::size_t count = 0;
    for (const auto& request : of.requests())
      count += request.has_header("if-none-match");
    return count;
  };
  BOOST_TEST(conditional(front) == 0u);
  BOOST_TEST(conditional(server) == server.counters().requests - 1);

  // A restart goes on with what the cache remembers.
  const auto before = conditional(server);
  auto client = start(all);
  check_decides(client);
  BOOST_REQUIRE(eventually([&] { return conditional(server) > before; }, 20s));
  BOOST_TEST(snapshot(client).retrievals == 0u);

  // Another one that has the same ETag is not asked for a comparison.
  test_server other;
  auto elsewhere = json_reply(artifact_text("elsewhere"));
  elsewhere.headers.emplace_back("ETag", server.requests().back().header("if-none-match"));
  other.set_default(elsewhere);
  front.set_default(redirect(other.url("/rules.json")));
  BOOST_TEST(eventually(
    [&] { return version_in(client.decide({.request = asking_for("hero")})) == "elsewhere"; },
    20s));
  BOOST_TEST(!other.requests().at(0).has_header("if-none-match"));
}

BOOST_FIXTURE_TEST_CASE(the_place_that_the_last_server_tells_is_an_event, download_fixture) {
  auto all = redirected_options();
  auto placed = redirect(server.url(rules_path));
  placed.headers.emplace_back("x-geo-city", "Thun");
  front.set_default(placed);
  server.set_handler([&](const recorded_request& request) {
    auto full = answer(request);
    full.headers.emplace_back("x-geo-city", "Bern");
    return full;
  });
  all.artifact.polling_interval = 1s;
  all.artifact.unsafe_fast_polling_for_tests = true;
  auto client = *client::create(all);
  auto bern = std::make_shared<std::atomic<int>>(0), thun = std::make_shared<std::atomic<int>>(0);
  client.on_event([bern, thun](const event& what) {
    if (const auto* update = std::get_if<geo_location_updated>(&what)) {
      *bern += update->geo.city == "Bern";
      *thun += update->geo.city == "Thun";
    }
  });
  check_decides(client);
  publish(artifact_text("another"));
  BOOST_TEST(eventually([&] { return *bern > 0; }, 20s));
  BOOST_TEST(*thun == 0);
}

BOOST_FIXTURE_TEST_CASE(a_host_that_stalls_behind_a_redirect_is_named, download_fixture) {
  auto all = redirected_options();
  all.artifact.stall_timeout = 300ms;
  server.push(test_support::stall_reply());
  check_loads(all); // The next attempt goes all the way again.
  BOOST_TEST(seen.logged("redirected to " + server.url(rules_path) + ": no byte from "
                         + server.authority() + " for 300 ms"));
}

BOOST_FIXTURE_TEST_CASE(the_whole_is_bounded_over_all_redirects, download_fixture) {
  auto all = redirected_options();
  all.artifact.download_timeout = 700ms;
  auto slow = redirect("/again");
  slow.delay = 300ms; // Each is within the time, all are not.
  front.set_default(slow);
  check_fails(all, "by the deadline");
}

BOOST_FIXTURE_TEST_CASE(a_client_may_end_while_a_redirect_is_under_way, download_fixture) {
  const auto all = redirected_options();
  for (int round = 0; round < 10; ++round) {
    const auto before = front.counters().requests;
    auto answer = redirect(server.url(rules_path));
    answer.delay = std::chrono::milliseconds(round * 2);
    front.set_default(answer);
    server.set_handler([](const recorded_request&) { return test_support::stall_reply(); });
    auto client = start(all);
    BOOST_REQUIRE(eventually([&] { return front.counters().requests > before; }));
    if (round % 2 == 0)
      std::this_thread::sleep_for(std::chrono::milliseconds(round * 3));
    client.close();
  }
  BOOST_TEST(eventually([&] { return front.counters().open + server.counters().open == 0u; }));
}

BOOST_FIXTURE_TEST_CASE(redirects_of_the_geo_service_are_not_followed, download_fixture) {
  publish(artifact_text("one", true));
  server.set_handler([&](const recorded_request& request) {
    return request.target == "/v1/geo" ? redirect(front.url("/v1/geo")) : answer(request);
  });
  auto client = start(download_options());
  BOOST_REQUIRE(is_ready(client));
  auto request = asking_for("hero");
  request.context->geo = geo{.ip_address = "12.21.1.40"};
  BOOST_TEST(client.get_offers({.request = request}).get().has_value());
  BOOST_TEST(server.requests().back().target == "/v1/geo");
  BOOST_TEST(front.counters().requests == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
