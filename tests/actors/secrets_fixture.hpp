// Calls full of secrets, and everything that becomes readable of them.
#pragma once

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <target_sdk/actors.hpp>
#include <target_sdk/client.hpp>

#include "tests/actors/delivery/on_device_fixture.hpp"
#include "tests/support/caf_versions.hpp"
#include "tests/support/eventually.hpp"

namespace target_sdk::testing {

using test_support::eventually;

/// Begins every secret; whatever shows it has leaked one.
inline constexpr std::string_view mark = "s3cret";
/// Where the marked visitor sits.
inline constexpr std::string_view marked_address = "203.0.113.77";

/// Log lines of all levels and texts of errors, from all threads.
class readable_texts {
public:
  log_sink sink() {
    return {
      .write = [this](log_level level, std::string_view line) { add(level, std::string(line)); },
      .threshold = log_level::debug};
  }

  /// An error in all the ways in which programs print errors.
  void add(const error& failure) {
    const auto as_caf = make_error(failure);
    for (auto& text :
         {failure.message, to_string(failure), to_string(as_caf), test_support::rendered(as_caf)})
      add(log_level::error, text);
  }

  /// Whether a line of `level`, or an error's text, holds `part`.
  bool has(log_level level, std::string_view part) const {
    const std::lock_guard guard(mutex_);
    for (auto& [its_level, text] : texts_)
      if (its_level == level && text.find(part) != text.npos)
        return true;
    return false;
  }

  /// Fails for every text above debug level that shows a secret, and for tokens at any level.
  void check() const {
    const std::lock_guard guard(mutex_);
    for (auto& [level, text] : texts_) {
      const bool leaks =
        level != log_level::debug
        && (text.find(mark) != text.npos || text.find(marked_address) != text.npos);
      BOOST_TEST(!leaks, text);
      BOOST_TEST(text.find("s3cret-trace") == text.npos, text);
    }
  }

private:
  void add(log_level level, std::string text) {
    const std::lock_guard guard(mutex_);
    texts_.emplace_back(level, std::move(text));
  }

  mutable std::mutex mutex_;
  std::vector<std::pair<log_level, std::string>> texts_;
};

/// A call with a secret wherever one may stand.
inline get_offers marked_call() {
  auto request = asking_for("hero");
  request.id = visitor_id{.third_party_id = "s3cret-third@shop.example",
                          .customer_ids = {{.id = "s3cret-customer", .integration_code = "crm"}}};
  request.trace = trace{.authorization_token = "s3cret-trace"};
  request.preview = preview{.token = "s3cret-preview"};
  request.qa_mode = qa_mode{.token = "s3cret-qa"};
  request.context->address = address{.url = "https://shop.example/?key=s3cret-url",
                                     .referring_url = "https://login.example/?key=s3cret-login"};
  request.context->geo = geo{.ip_address = std::string(marked_address)};
  request.execute->mboxes[0].parameters = *json::parse(R"({"token":"s3cret-parameter"})");
  request.execute->mboxes[0].profile_parameters = *json::parse(R"({"mail":"s3cret@shop.example"})");
  return {
    .request = std::move(request),
    .visit = {.target_cookie = "session#s3cret-session#9999999999|PC#s3cret-pc.28_0#9999999999",
              .visitor_cookie =
                "1|MCMID|s3cret-ecid|MCAAMLH-1567731426|9|MCAAMB-1568280923|s3cret-blob",
              .customer_ids = {{.id = "s3cret-member", .integration_code = "shop"}}},
    .timeout = 5s};
}

inline send_notifications marked_notifications() {
  auto call = marked_call();
  call.request.execute.reset();
  call.request.notifications = {
    {.id = "n1", .type = metric_type::display, .timestamp = 1, .tokens = {"s3cret-event-token"}}};
  return {
    .request = std::move(call.request), .visit = std::move(call.visit), .timeout = call.timeout};
}

/// What the service knows of the marked visitor, and may quote.
inline const std::vector<std::string>& quotable() {
  static const std::vector<std::string> all = {
    "s3cret-session",   "s3cret-pc.28_0",   "s3cret-pc",           "s3cret-third@shop.example",
    "s3cret-ecid",      "s3cret-customer",  "s3cret-member",       "s3cret-trace",
    "s3cret-preview",   "s3cret-qa",        "s3cret-blob",         "key=s3cret-url",
    "key=s3cret-login", "s3cret-parameter", "s3cret@shop.example", std::string(marked_address)};
  return all;
}

/// An error of the service that quotes all that it was sent.
inline reply quoting_reply(const recorded_request& request, int status = 400) {
  std::string said = request.target + ' ' + request.body;
  for (auto& [name, value] : request.headers)
    said += ' ' + name + ": " + value;
  auto body = json::object({{"status", json(std::int64_t{status})}, {"message", json(said)}});
  return {.status = status, .body = body.dump()};
}

struct secrets_fixture : on_device_fixture {
  readable_texts texts;

  ~secrets_fixture() { texts.check(); }

  client_options watched(client_options options) {
    options.logger = texts.sink();
    options.log_bodies = true;
    options.retry.initial_backoff = 1ms;
    return options;
  }

  client make(client_options options) {
    auto made = client::create(watched(std::move(options)));
    BOOST_REQUIRE_MESSAGE(made, to_string(made ? error{} : made.error()));
    made->on_event([this](const event& what) { on_event(what); });
    return *made;
  }

  /// Keeps what an answer says; it must be an error.
  template <class T>
  error failed(const result<T>& answer) {
    BOOST_REQUIRE(!answer);
    texts.add(answer.error());
    return answer.error();
  }

  /// Makes each kind of call; all must fail.
  void all_fail(const client& by) {
    failed(by.get_offers(marked_call()).get());
    failed(by.send_notifications(marked_notifications()).get());
    auto call = marked_call();
    failed(by.get_attributes({.mbox_names = {"flags"},
                              .request = std::move(call.request),
                              .visit = std::move(call.visit),
                              .timeout = call.timeout})
             .get());
  }

  /// A client that loads its rules from `location` and fails; the events with errors are kept.
  void fails_to_load(client_options options) {
    const auto before = failures.load();
    auto made = make(std::move(options));
    const auto is_told = [&] { return failures > before; };
    if (!eventually(is_told, 2s)) {
      // It failed before the subscription was there: once more.
      caf::anon_send(made.actors().artifact, stop_polling{});
      caf::anon_send(made.actors().artifact, resume_polling{});
    }
    BOOST_TEST(eventually(is_told));
    made.close(0ms);
  }

  std::atomic<int> failures{0}; ///< Events that hold an error.

private:
  void on_event(const event& what) {
    if (auto* lost = std::get_if<artifact_download_failed>(&what)) {
      texts.add(lost->error);
      texts.add(error{.message = lost->location});
      ++failures;
    } else if (auto* no_place = std::get_if<geo_lookup_failed>(&what)) {
      texts.add(no_place->error);
      ++failures;
    } else if (auto* undelivered = std::get_if<send_notification_error>(&what)) {
      texts.add(undelivered->error);
      ++failures;
    }
  }
};

} // namespace target_sdk::testing
