// A client, pages of it, and a server that answers each mbox with its name.
#pragma once

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>
#include <target_sdk/page.hpp>

#include "tests/actors/client_fixture.hpp"
#include "tests/support/eventually.hpp"

namespace target_sdk::testing {

using namespace std::chrono_literals;
using test_support::eventually;
using test_support::recorded_request;

/// What the server says of an mbox: its name and parameters.
inline std::string content_of(const mbox_request& mbox) {
  return mbox.name.value_or("") + (mbox.parameters ? mbox.parameters->dump() : std::string());
}

template <class Section>
void answer_mboxes(const Section& asked, list<mbox_response>& answered, bool is_prefetch) {
  for (auto& mbox : asked.mboxes) {
    const auto text = content_of(mbox);
    const bool is_json = text.starts_with("flags");
    option one{.type = is_json ? option_type::json : option_type::html,
               .content = is_json ? json::object({{"of", text}}) : json(text)};
    mbox_response given{.index = mbox.index, .name = mbox.name};
    if (is_prefetch) {
      one.event_token = "shown " + text;
      given.metrics = {metric{.type = metric_type::click, .event_token = "clicked " + text}};
    }
    given.options = {std::move(one)};
    answered.push_back(std::move(given));
  }
}

/// The service for visitors of edge 35. It knows nothing of an mbox called `missing`.
inline delivery_response served(const delivery_request& asked) {
  delivery_response response{.status = 200,
                             .request_id = asked.request_id,
                             .id = visitor_id{.tnt_id = "new.35_0"},
                             .edge_host = "mboxedge35.tt.omtrdc.net"};
  if (asked.id && asked.id->tnt_id)
    response.id = asked.id;
  if (asked.execute) {
    auto& answered = response.execute.emplace().mboxes = std::vector<mbox_response>{};
    answer_mboxes(*asked.execute, answered, false);
    answered.erase_if([](auto& mbox) { return mbox.name == "missing"; });
  }
  if (asked.prefetch)
    answer_mboxes(*asked.prefetch, response.prefetch.emplace().mboxes, true);
  for (auto& each : asked.notifications)
    response.notifications.push_back({.id = each.id});
  return response;
}

inline get_offers executes(std::vector<std::string> names) {
  get_offers call{.request = {.execute = execute_request{}}};
  for (auto& name : names)
    call.request.execute->mboxes.push_back({.name = std::move(name)});
  return call;
}

inline std::string content(const result<offers>& answer, std::string_view mbox) {
  return answer ? std::string(answer->content(mbox).string_or_empty()) : to_string(answer.error());
}

/// One that is flushed by its test, however busy the machine.
inline constexpr page_options patient_window{.window = std::chrono::hours(1)};

struct page_fixture {
  caf::actor_system_config config;
  caf::actor_system system{config};
  test_support::test_server server{{}};
  target_sdk::client client = *target_sdk::client::create(system, options());
  page_request browser{.context = context{.channel = channel_type::web, .user_agent = "browser"}};

  page_fixture() {
    server.set_handler([](const recorded_request& request) {
      return test_support::json_reply(
        to_json_text(served(*from_json_text<delivery_request>(request.body))));
    });
  }

  client_options options() {
    auto all = options_for(server);
    all.timeout = 60s;
    all.retry.max_attempts = 1;
    all.breaker.enabled = false;
    return all;
  }

  page open(const page_options& how = patient_window) const {
    return client.open_page(browser, how);
  }

  /// The requests that came, as the service reads them.
  std::vector<delivery_request> requests() const {
    std::vector<delivery_request> all;
    for (auto& each : server.requests())
      all.push_back(*from_json_text<delivery_request>(each.body));
    return all;
  }

  /// The sessions of the requests that came.
  std::vector<std::string> sessions() const {
    std::vector<std::string> all;
    for (auto& each : server.requests())
      all.push_back(each.target.substr(each.target.find("sessionId=")));
    return all;
  }

  /// Waits until the actor of a page has handled what was sent before.
  void settle(const page& of) {
    // A part that asks for nothing is answered at once.
    BOOST_TEST(!of.get_offers({}).get());
  }
};

template <class T>
error_kind kind_of(const result<T>& answer) {
  BOOST_REQUIRE(!answer);
  return answer.error().kind;
}

} // namespace target_sdk::testing
