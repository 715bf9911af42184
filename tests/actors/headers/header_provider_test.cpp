// The function that is asked for header fields before every attempt.
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/actors/artifact/artifact_fixture.hpp"
#include "tests/support/eventually.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::eventually;
using test_support::json_reply;
using test_support::status_reply;

namespace {

/// What a provider was asked, by any thread.
class questions {
public:
  int add(const coming_request& about) {
    const std::lock_guard guard(mutex_);
    all_.push_back(about);
    return static_cast<int>(all_.size());
  }
  std::vector<coming_request> of(traffic kind) const {
    const std::lock_guard guard(mutex_);
    auto some = all_;
    std::erase_if(some, [&](auto& each) { return each.traffic != kind; });
    return some;
  }

private:
  mutable std::mutex mutex_;
  std::vector<coming_request> all_;
};

struct provider_fixture : artifact_fixture {
  std::shared_ptr<questions> asked = std::make_shared<questions>();

  /// Gives a new token each time.
  header_provider tokens() {
    return [asked = asked](const coming_request& about) -> result<http_headers> {
      return http_headers{{"Authorization", "Bearer " + std::to_string(asked->add(about))}};
    };
  }

  client_options remote_options(header_provider provider) {
    auto all = options_for(server);
    all.timeout = 60s;
    all.connect_timeout = 20s;
    all.retry.initial_backoff = 1ms;
    all.headers.provider = std::move(provider);
    return all;
  }

  std::vector<std::string> tokens_at(std::string_view target) const {
    std::vector<std::string> all;
    for (auto& each : server.requests())
      if (each.target.starts_with(target))
        all.push_back(each.header("authorization"));
    return all;
  }

  /// The error of a call to `by`.
  static error failure(const client& by, std::chrono::milliseconds timeout = 60s) {
    const auto answer = by.get_offers({.request = hero_request(), .timeout = timeout}).get();
    BOOST_TEST(!answer.has_value());
    return answer ? error{} : answer.error();
  }
};

/// Blocks whoever comes in until it is opened.
struct barrier {
  std::promise<void> opens;
  std::shared_future<void> is_open = opens.get_future().share();
  std::atomic<int> inside{0};
};

using texts = std::vector<std::string>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(header_provider, provider_fixture)

BOOST_AUTO_TEST_CASE(it_is_asked_once_an_attempt) {
  server.push(status_reply(503));
  server.push(test_support::reset_reply());
  auto options = remote_options(tokens());
  options.retry.max_attempts = 5;
  options.pool.connection_ttl = 0s;
  auto client = *client::create(options);
  auto request = hero_request();
  request.request_id = "request-1";
  const auto answer = client.get_offers({.request = request}).get();
  BOOST_REQUIRE_MESSAGE(answer, reason_of(answer));
  const auto questions = asked->of(traffic::delivery);
  BOOST_REQUIRE(questions.size() == static_cast<std::size_t>(answer->info.attempts));
  BOOST_REQUIRE(questions.size() >= 2u);
  for (std::size_t number = 0; number < questions.size(); ++number) {
    BOOST_TEST(questions[number].attempt == static_cast<int>(number) + 1);
    BOOST_TEST(questions[number].host == server.authority());
    BOOST_TEST(questions[number].request_id == "request-1");
  }
  BOOST_TEST(questions[0].last_status == 0);
  BOOST_TEST(questions[1].last_status == 503);
  BOOST_TEST(tokens_at("/rest/").front() == "Bearer 1");
  BOOST_TEST(tokens_at("/rest/").back() == "Bearer " + std::to_string(questions.size()));
}

BOOST_AUTO_TEST_CASE(its_fields_win_over_those_of_the_call_and_the_client) {
  auto options = remote_options([](const coming_request&) -> result<http_headers> {
    return http_headers{{"x-c", "provider"}};
  });
  options.headers.delivery = {{"X-A", "client"}, {"X-B", "client"}, {"X-C", "client"}};
  auto client = *client::create(options);
  get_offers call{.request = hero_request(),
                  .headers = {.delivery = {{"X-B", "call"}, {"X-C", "call"}}}};
  for (int round = 0; round < 2; ++round)
    BOOST_TEST(client.get_offers(call).get().has_value());
  for (auto& sent : server.requests()) {
    BOOST_TEST(sent.header("x-a") == "client");
    BOOST_TEST(sent.header("x-b") == "call");
    BOOST_TEST(sent.header("x-c") == "provider");
  }
}

BOOST_AUTO_TEST_CASE(what_it_does_wrong_costs_its_call_an_error_that_says_so) {
  struct fault {
    target_sdk::header_provider provider;
    error_kind kind;
    std::string message;
  };
  const fault faults[] = {
    {[](const coming_request&) -> result<http_headers> { throw std::runtime_error("s3cret"); },
     error_kind::invalid_configuration, "headers.provider: it threw an exception"},
    {[](const coming_request&) -> result<http_headers> { throw 1; },
     error_kind::invalid_configuration, "headers.provider: it threw an exception"},
    {[](const coming_request&) -> result<http_headers> {
       return fail(error_kind::transport, "no token to be had");
     },
     error_kind::transport, "headers.provider: no token to be had"},
    {[](const coming_request&) -> result<http_headers> {
       return http_headers{{"X-Token", "s3cret\r\nX-Evil: 1"}};
     },
     error_kind::invalid_configuration,
     "headers.provider: \"X-Token\" has a value with a control character, such as CR, LF or NUL"},
    {[](const coming_request&) -> result<http_headers> {
       return http_headers{{"Content-Length", "7"}};
     },
     error_kind::invalid_configuration, "headers.provider: \"Content-Length\" is left to the SDK"},
    {[](const coming_request&) -> result<http_headers> {
       return http_headers{{"a b", "7"}};
     },
     error_kind::invalid_configuration, "headers.provider: \"a b\" is no name of a header field"},
    {[](const coming_request&) -> result<http_headers> {
       return http_headers{{"X-Token", std::string(1u << 20, 't')}};
     },
     error_kind::invalid_configuration,
     "headers.provider: \"X-Token\" is too long, alone or with those before it"},
  };
  for (auto& each : faults) {
    auto client = *client::create(remote_options(each.provider));
    const auto err = failure(client);
    BOOST_TEST(err.message == each.message);
    BOOST_CHECK(err.kind == each.kind);
    BOOST_TEST(!err.request_id.empty());
    BOOST_TEST(err.attempts == 0);
  }
  BOOST_TEST(server.requests().empty());
}

BOOST_AUTO_TEST_CASE(one_that_blocks_holds_up_its_own_call_only) {
  auto wall = std::make_shared<barrier>();
  auto options = remote_options([wall](const coming_request& about) -> result<http_headers> {
    if (about.request_id.starts_with("blocked")) {
      ++wall->inside;
      wall->is_open.wait();
    }
    return http_headers{{"X-Id", about.request_id}};
  });
  options.workers = 1; // All calls have the same worker.
  auto client = *client::create(options);
  std::vector<pending<offers>> blocked;
  for (int number = 0; number < 5; ++number) {
    auto request = hero_request();
    request.request_id = "blocked" + std::to_string(number);
    blocked.push_back(client.get_offers({.request = request, .timeout = 60s}));
  }
  BOOST_TEST(eventually([&] { return wall->inside == 5; }));
  BOOST_TEST(client.get_offers({.request = hero_request()}).get().has_value());
  auto late = hero_request();
  late.request_id = "blocked-late";
  const auto answer = client.get_offers({.request = late, .timeout = 100ms}).get();
  BOOST_REQUIRE(!answer);
  BOOST_CHECK(answer.error().kind == error_kind::timeout);
  BOOST_TEST(answer.error().message
             == "headers.provider: no answer by the deadline of the request");
  BOOST_TEST(answer.error().attempts == 0);
  blocked[0].cancel();
  BOOST_CHECK(blocked[0].get().error().kind == error_kind::cancelled);
  wall->opens.set_value();
  for (std::size_t number = 1; number < blocked.size(); ++number)
    BOOST_TEST(blocked[number].get().has_value());
  BOOST_TEST(server.requests().size() == 5u); // The late and the cancelled one have sent nothing.
}

BOOST_AUTO_TEST_CASE(a_client_ends_while_it_blocks) {
  auto wall = std::make_shared<barrier>();
  std::optional<pending<offers>> asked_for;
  {
    auto client =
      *client::create(remote_options([wall](const coming_request&) -> result<http_headers> {
        ++wall->inside;
        wall->is_open.wait();
        return http_headers{};
      }));
    asked_for = client.get_offers({.request = hero_request(), .timeout = 60s});
    BOOST_TEST(eventually([&] { return wall->inside == 1; }));
    client.close(0ms);
  }
  BOOST_CHECK(asked_for->get().error().kind == error_kind::shutting_down);
  // What the provider gives now finds nobody, and nothing is left of it.
  std::weak_ptr<barrier> left = wall;
  wall->opens.set_value();
  wall.reset();
  BOOST_TEST(eventually([&] { return left.expired(); }));
}

BOOST_AUTO_TEST_CASE(many_calls_share_few_threads) {
  auto client = *client::create(remote_options(tokens()));
  std::vector<pending<offers>> all;
  for (int number = 0; number < 300; ++number)
    all.push_back(client.get_offers({.request = hero_request()}));
  for (auto& each : all)
    BOOST_TEST(each.get().has_value());
  BOOST_TEST(asked->of(traffic::delivery).size() == 300u);
}

BOOST_AUTO_TEST_CASE(calls_that_find_all_threads_taken_are_refused) {
  struct two_barriers {
    barrier one, others;
  };
  auto walls = std::make_shared<two_barriers>();
  auto client =
    *client::create(remote_options([walls](const coming_request& about) -> result<http_headers> {
      if (about.request_id.starts_with("blocked")) {
        ++walls->others.inside;
        (about.request_id == "blocked0" ? walls->one : walls->others).is_open.wait();
      }
      return http_headers{};
    }));
  std::vector<pending<offers>> blocked;
  for (int number = 0; number < 32; ++number) {
    auto request = hero_request();
    request.request_id = "blocked" + std::to_string(number);
    blocked.push_back(client.get_offers({.request = request, .timeout = 10min}));
  }
  BOOST_REQUIRE(eventually([&] { return walls->others.inside == 32; }));
  for (int number = 0; number < 3; ++number) {
    const auto err = failure(client, 10min);
    BOOST_CHECK(err.kind == error_kind::overloaded);
    BOOST_TEST(err.message == "headers.provider: 32 calls of it are still running");
    BOOST_TEST(err.attempts == 0);
  }
  BOOST_TEST(server.requests().empty());
  // Who needs no provider is not held up.
  auto other = *client::create(remote_options({}));
  BOOST_TEST(other.get_offers({.request = hero_request()}).get().has_value());
  // One thread that is free again serves all who come.
  walls->one.opens.set_value();
  BOOST_TEST(blocked[0].get().has_value());
  for (int number = 0; number < 3; ++number)
    BOOST_TEST(client.get_offers({.request = hero_request()}).get().has_value());
  walls->others.opens.set_value();
  for (std::size_t number = 1; number < blocked.size(); ++number)
    BOOST_TEST(blocked[number].get().has_value());
}

// -- rules and places -----------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_download_is_asked_for_again_once_after_a_401) {
  server.set_handler([&](const recorded_request& request) {
    if (request.target.ends_with("/rules.json") && request.header("authorization") != "Bearer 2")
      return status_reply(401);
    return answer(request);
  });
  auto all = options();
  all.headers.artifact = {{"Accept", "application/vnd.adobe.target.v1+json"}};
  int number = 0;
  all.headers.provider = [asked = asked,
                          number](const coming_request& about) mutable -> result<http_headers> {
    if (about.traffic != traffic::artifact)
      return http_headers{};
    asked->add(about);
    return http_headers{{"Authorization", "Bearer " + std::to_string(++number)}};
  };
  auto client = *client::create(all);
  BOOST_REQUIRE(client.ready().get(20s).has_value());
  BOOST_TEST((tokens_at("/acmeclient") == texts{"Bearer 1", "Bearer 2"}));
  const auto questions = asked->of(traffic::artifact);
  BOOST_REQUIRE(questions.size() == 2u);
  BOOST_TEST(questions[0].attempt == 1);
  BOOST_TEST(questions[0].last_status == 0);
  BOOST_TEST(questions[0].host == server.authority());
  BOOST_TEST(questions[1].attempt == 2);
  BOOST_TEST(questions[1].last_status == 401);
  for (auto& each : server.requests())
    if (each.target.starts_with("/acmeclient"))
      BOOST_TEST(each.header("accept") == "application/vnd.adobe.target.v1+json");
}

BOOST_AUTO_TEST_CASE(a_second_401_is_an_error) {
  server.set_handler([&](const recorded_request& request) {
    return request.target.ends_with("/rules.json") ? status_reply(401) : answer(request);
  });
  auto all = options();
  all.headers.provider = tokens();
  auto client = *client::create(all);
  BOOST_TEST(eventually([&] { return snapshot(client).state == artifact_state::degraded; }));
  BOOST_TEST(tokens_at("/acmeclient").size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_redirected_download_asks_it_about_its_own_host_only) {
  test_support::test_server front;
  front.set_default(
    {.status = 302, .headers = {{"Location", server.url("/acmeclient/rules.json")}}});
  auto all = options();
  all.artifact.location = front.url("/start");
  all.headers.provider = tokens();
  auto client = *client::create(all);
  BOOST_REQUIRE(client.ready().get(20s).has_value());
  const auto questions = asked->of(traffic::artifact);
  BOOST_REQUIRE(questions.size() == 1u);
  BOOST_TEST(questions[0].host == front.authority());
  BOOST_TEST(front.requests().at(0).has_header("authorization"));
  BOOST_TEST((tokens_at("/acmeclient") == texts{""}));
}

BOOST_AUTO_TEST_CASE(a_download_without_fields_is_tried_again) {
  auto fails = std::make_shared<std::atomic<bool>>(true);
  auto all = options();
  all.headers.provider = [fails](const coming_request& about) -> result<http_headers> {
    if (about.traffic == traffic::artifact && fails->exchange(false))
      throw std::runtime_error("not now");
    return http_headers{};
  };
  auto client = *client::create(all);
  BOOST_TEST(client.ready().get(20s).has_value());
  BOOST_TEST(downloads == 1);
}

BOOST_AUTO_TEST_CASE(a_look_up_asks_it_and_goes_without_a_place_when_it_fails) {
  publish(artifact_text("swiss", true));
  auto works = std::make_shared<std::atomic<bool>>(false);
  auto all = unhurried_options();
  all.headers.provider = [asked = asked,
                          works](const coming_request& about) -> result<http_headers> {
    asked->add(about);
    if (about.traffic == traffic::geo && !*works)
      return fail(error_kind::invalid_configuration, "no token");
    return http_headers{{"X-Kind", about.traffic == traffic::geo ? "geo" : "other"}};
  };
  auto client = *client::create(all);
  auto counts = event_counts::of(client);
  BOOST_REQUIRE(client.ready().get(20s).has_value());
  auto request = asking_for("hero");
  request.context->geo = geo{.ip_address = "12.21.1.40"};
  for (int number = 0; number < 4; ++number)
    BOOST_TEST(version_in(client.get_offers({.request = request}).get()) == "nothing");
  BOOST_TEST(eventually([&] { return counts->unplaced == 4; }));
  BOOST_TEST(lookups == 0);
  *works = true; // The service is not left alone: it has not failed.
  BOOST_TEST(version_in(client.get_offers({.request = request}).get()) == "swiss");
  BOOST_TEST(lookups == 1);
  for (auto& each : server.requests())
    if (each.target == "/v1/geo")
      BOOST_TEST(each.header("x-kind") == "geo");
}

BOOST_AUTO_TEST_SUITE_END()
