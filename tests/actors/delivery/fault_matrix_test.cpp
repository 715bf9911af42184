// Each stage at which an exchange can fail, for each kind of traffic: which error there is, how
// many attempts are made, and whether the work goes on.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <ostream>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/actors/client_fixture.hpp"
#include "tests/actors/delivery/on_device_fixture.hpp"
#include "tests/support/connect_proxy.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/frame_server.hpp"
#include "tests/support/half_reading_server.hpp"
#include "tests/support/tls_material.hpp"

using namespace target_sdk;
using namespace target_sdk::test_support;
using namespace target_sdk::testing;

namespace {

/// A host, and what it takes to fail in asking it.
struct broken_host {
  std::string authority = {};
  bool is_secure = false;
  std::string ca_file = {};
  std::string proxy = {};
  std::chrono::milliseconds timeout{20'000};
  std::vector<std::shared_ptr<void>> kept = {}; ///< Servers and keys.

  template <class T, class... Arguments>
  std::shared_ptr<T> keep(Arguments&&... arguments) {
    auto made = std::make_shared<T>(std::forward<Arguments>(arguments)...);
    kept.push_back(made);
    return made;
  }
};

broken_host answering(reply with) {
  broken_host host;
  auto server = host.keep<test_server>();
  server->set_default(std::move(with));
  host.authority = server->authority();
  return host;
}

broken_host with_frames(frame_reply reply) {
  broken_host host{.is_secure = true};
  auto material = host.keep<tls_material>();
  auto server = host.keep<frame_server>(material->settings());
  server->set_reply(reply);
  host.ca_file = material->ca_file();
  host.authority = server->authority();
  return host;
}

broken_host behind_proxy(int status) {
  broken_host host{.authority = "localhost:1", .is_secure = true};
  host.proxy = host.keep<connect_proxy>(connect_proxy_options{.refuse_with = status})->url();
  return host;
}

broken_host with_tls(const tls_material_options& options) {
  broken_host host{.is_secure = true};
  auto material = host.keep<tls_material>(options);
  auto server = host.keep<test_server>(test_server_options{.tls = material->settings()});
  host.ca_file = material->ca_file();
  host.authority = "localhost:" + std::to_string(server->port());
  return host;
}

broken_host without_listener() {
  return {.authority = test_server().authority()};
}

broken_host plain_instead_of_tls() {
  auto host = answering({});
  host.is_secure = true;
  return host;
}

broken_host stalling() {
  auto host = answering(stall_reply());
  host.timeout = std::chrono::milliseconds(400);
  return host;
}

reply cut_gzip() {
  std::string noise(20'000, ' '); // does not get much smaller
  std::mt19937 random;
  for (auto& each : noise)
    each = static_cast<char>('!' + random() % 90);
  return {.body = std::move(noise), .gzip = true, .chunk_size = 100, .cut_after = 5000};
}

reply not_gzip() {
  return {.headers = {{"Content-Encoding", "gzip"}}, .body = "this is no gzip stream at all"};
}

reply cut_body() {
  return truncated_reply(json_reply(std::string(1000, ' ')), 500);
}

struct fault {
  const char* stage;
  broken_host (*make)();
  error_kind kind;
  bool is_tried_again;
  error_kind or_kind = {}; ///< With other versions of libcurl.
};

std::ostream& operator<<(std::ostream& out, const fault& row) {
  return out << row.stage;
}

const fault faults[] = {
  {"the name is unknown", [] { return broken_host{.authority = "no.such.host.invalid"}; },
   error_kind::transport, true},
  {"nobody listens", &without_listener, error_kind::transport, true},
  {"no TLS", &plain_instead_of_tls, error_kind::transport, true},
  {"a certificate that nobody vouches for", [] { return with_tls({.unknown_ca = true}); },
   error_kind::transport, false},
  {"reset without an answer", [] { return answering(reset_reply()); }, error_kind::transport, true},
  {"closed without an answer", [] { return answering({.cut_after = 0}); }, error_kind::transport,
   true},
  {"no answer in time", &stalling, error_kind::timeout, true},
  {"no HTTP", [] { return answering(garbage_reply()); }, error_kind::malformed_response, true},
  // libcurl 7.88 takes what there is of the head for all of it.
  {"cut in the head", [] { return answering({.cut_after = 20}); }, error_kind::malformed_response,
   true, error_kind::transport},
  {"cut in the body", [] { return answering(cut_body()); }, error_kind::transport, true},
  {"cut in a chunk of gzip", [] { return answering(cut_gzip()); }, error_kind::transport, true},
  {"no gzip", [] { return answering(not_gzip()); }, error_kind::malformed_response, true},
  {"no JSON", [] { return answering(json_reply("<html>")); }, error_kind::malformed_response, true},
  {"status 503", [] { return answering(status_reply(503)); }, error_kind::http_status, true},
  {"status 403", [] { return answering(status_reply(403)); }, error_kind::http_status, false},
  {"GOAWAY", [] { return with_frames(frame_reply::go_away); }, error_kind::transport, true},
  {"a stream reset", [] { return with_frames(frame_reply::reset_stream); }, error_kind::transport,
   true},
  {"a stream refused", [] { return with_frames(frame_reply::refuse_stream); },
   error_kind::transport, true},
  {"a stream cut in the body", [] { return with_frames(frame_reply::cut); }, error_kind::transport,
   true},
  {"a proxy without a way", [] { return behind_proxy(502); }, error_kind::transport, true},
  {"a proxy that wants a password", [] { return behind_proxy(407); }, error_kind::transport, false},
};

/// Options with which all traffic goes to the host, without a breaker, and twice at most.
client_options options_with(const broken_host& host) {
  client_options options{.client = "acmeclient", .organization_id = "org@AdobeOrg"};
  options.timeout = host.timeout;
  options.server_domain = host.authority;
  options.artifact.cdn_base_path = host.authority;
  options.artifact.polling_interval = 0s;
  options.artifact.stall_timeout = host.timeout;
  options.secure = host.is_secure;
  options.pool.tls.ca_file = host.ca_file;
  options.pool.proxy.url = host.proxy;
  options.connect_timeout = 20s;
  options.telemetry_enabled = false;
  options.retry = {.max_attempts = 2, .initial_backoff = 1ms};
  options.breaker.enabled = false;
  return options;
}

/// Failures told by events.
class failures_seen {
public:
  void watch(const client& from) {
    from.on_event([all = all_](const event& what) {
      std::lock_guard guard(all->mutex);
      if (auto* failed = std::get_if<artifact_download_failed>(&what))
        all->downloads.push_back(failed->error);
      else if (auto* nowhere = std::get_if<geo_lookup_failed>(&what))
        all->lookups.push_back(nowhere->error);
    });
  }
  std::vector<target_sdk::error> downloads() const {
    std::lock_guard guard(all_->mutex);
    return all_->downloads;
  }
  std::vector<target_sdk::error> lookups() const {
    std::lock_guard guard(all_->mutex);
    return all_->lookups;
  }

private:
  struct seen {
    std::mutex mutex;
    std::vector<target_sdk::error> downloads;
    std::vector<target_sdk::error> lookups;
  };
  std::shared_ptr<seen> all_ = std::make_shared<seen>();
};

void check_kind(const target_sdk::error& err, const fault& row) {
  if (err.kind != row.or_kind)
    BOOST_TEST(to_string(err.kind) == to_string(row.kind), err.message);
}

void check(const target_sdk::error& err, const fault& row) {
  check_kind(err, row);
  BOOST_TEST(err.attempts == (row.is_tried_again ? 2 : 1), to_string(err));
}

} // namespace

BOOST_AUTO_TEST_SUITE(fault_matrix)

BOOST_DATA_TEST_CASE(offers_fail, faults, row) {
  auto host = row.make();
  auto client = *client::create(options_with(host));
  auto answer = client.get_offers({.request = hero_request()}).get();
  BOOST_REQUIRE(!answer);
  check(answer.error(), row);
}

BOOST_DATA_TEST_CASE(attributes_fail, faults, row) {
  auto host = row.make();
  auto client = *client::create(options_with(host));
  auto answer = client.get_attributes({.mbox_names = {"hero"}}).get();
  BOOST_REQUIRE(!answer);
  check(answer.error(), row);
}

BOOST_DATA_TEST_CASE(notifications_fail, faults, row) {
  auto host = row.make();
  auto client = *client::create(options_with(host));
  send_notifications report{
    .request = {.context = context{.channel = channel_type::web},
                .notifications = {{.id = "n", .type = metric_type::display, .timestamp = 1}}}};
  auto answer = client.send_notifications(report).get();
  BOOST_REQUIRE(!answer);
  check(answer.error(), row);
}

BOOST_DATA_TEST_CASE(downloads_of_rules_fail_and_are_tried_again, faults, row) {
  auto host = row.make();
  auto options = options_with(host);
  options.decisioning_method = decisioning_method::on_device;
  options.artifact.download_timeout = host.timeout;
  auto client = *client::create(options);
  failures_seen seen;
  seen.watch(client);
  const std::size_t expected = row.is_tried_again ? 2 : 1;
  BOOST_TEST(eventually([&] { return seen.downloads().size() >= expected; }));
  for (auto& each : seen.downloads())
    check_kind(each, row);
}

BOOST_DATA_TEST_CASE(decisions_go_on_without_a_place, faults, row) {
  auto host = row.make();
  auto options = options_with(host);
  options.decisioning_method = decisioning_method::on_device;
  options.artifact.payload = *json::parse(artifact_text("1", true));
  auto client = *client::create(options);
  failures_seen seen;
  seen.watch(client);
  BOOST_REQUIRE(client.ready().get(10s));
  auto request = hero_request();
  request.context->geo = geo{.ip_address = "198.51.100.7"};
  auto answer = client.get_offers({.request = request, .timeout = host.timeout * 2}).get();
  BOOST_TEST(answer.has_value());
  BOOST_TEST(eventually([&] { return seen.lookups().size() == 1; }));
  for (auto& each : seen.lookups())
    check_kind(each, row);
}

// -- while a large request is sent ----------------------------------------------------------------

namespace {

/// More than the buffers of a connection hold.
const std::string long_text(8u << 20, 'x');

broken_host reading_half(half_reading_server::ending then, std::chrono::milliseconds timeout) {
  broken_host host{.timeout = timeout};
  host.authority = host.keep<half_reading_server>(100'000, then)->authority();
  return host;
}

const fault faults_of_sending[] = {
  {"reset in the body", [] { return reading_half(half_reading_server::ending::reset, 60s); },
   error_kind::transport, true},
  {"the body is not read", [] { return reading_half(half_reading_server::ending::stall, 8s); },
   error_kind::timeout, true},
};

template <class T>
std::optional<target_sdk::error> error_of(const result<T>& answer) {
  return answer ? std::nullopt : std::optional(answer.error());
}

/// A call whose request is large.
struct large_call {
  const char* name;
  std::optional<target_sdk::error> (*fail)(const client&);
};

std::ostream& operator<<(std::ostream& out, const large_call& call) {
  return out << call.name;
}

delivery_request large_request() {
  auto request = hero_request();
  request.context->user_agent = long_text;
  return request;
}

send_notifications large_report() {
  notification large{.id = "n", .type = metric_type::display, .timestamp = 1};
  large.mbox = notification_mbox{.name = "hero", .state = long_text};
  return {.request = {.context = context{.channel = channel_type::web},
                      .notifications = {{std::move(large)}}}};
}

const large_call large_calls[] = {
  {"offers",
   [](const client& by) { return error_of(by.get_offers({.request = large_request()}).get()); }},
  {"attributes",
   [](const client& by) {
     return error_of(by.get_attributes({.mbox_names = {"hero"}, .request = large_request()}).get());
   }},
  {"notifications",
   [](const client& by) { return error_of(by.send_notifications(large_report()).get()); }},
};

} // namespace

BOOST_DATA_TEST_CASE(sending_fails,
                     boost::unit_test::data::make(faults_of_sending)
                       * boost::unit_test::data::make(large_calls),
                     row, call) {
  auto host = row.make();
  auto client = *client::create(options_with(host));
  const auto started = std::chrono::steady_clock::now();
  const auto failed = call.fail(client);
  const auto took = std::chrono::steady_clock::now() - started;
  BOOST_REQUIRE(failed);
  check(*failed, row);
  auto* const server = static_cast<half_reading_server*>(host.kept.front().get());
  BOOST_TEST(server->requests() == 2);
  // Neither before its time nor much later: no attempt waits for the buffers to become empty.
  if (row.kind == error_kind::timeout)
    BOOST_CHECK(took >= host.timeout);
  BOOST_CHECK(took < host.timeout + 20s);
}

// -- failures that nobody notices -----------------------------------------------------------------

BOOST_FIXTURE_TEST_CASE(a_connection_that_the_server_closed_is_replaced, client_fixture) {
  for (int i = 0; i < 5; ++i) {
    server.push({.body = "{}", .end = ending::silent_close});
    auto answer = client.get_offers({.request = hero_request()}).get();
    BOOST_REQUIRE(answer);
    BOOST_TEST(answer->info.attempts == 1);
    BOOST_TEST(eventually([&] { return server.counters().open == 0; }));
  }
}

BOOST_AUTO_TEST_CASE(after_goaway_a_new_connection_is_used) {
  const tls_material material;
  frame_server server(material.settings());
  broken_host host{
    .authority = server.authority(), .is_secure = true, .ca_file = material.ca_file()};
  auto client = *client::create(options_with(host));
  auto ask = [&] { return client.get_offers({.request = hero_request()}).get(); };
  BOOST_TEST(ask().has_value());
  server.set_reply(frame_reply::go_away);
  BOOST_TEST(!ask().has_value());
  server.set_reply(frame_reply::answer);
  auto answer = ask();
  BOOST_REQUIRE(answer);
  BOOST_TEST(answer->info.timings.app_connect.count() > 0);
}

// Streams of a dead connection fail one by one; it must not be used for ever.
BOOST_AUTO_TEST_CASE(a_connection_that_went_silent_is_replaced) {
  const tls_material material;
  frame_server server(material.settings());
  broken_host host{
    .authority = server.authority(), .is_secure = true, .ca_file = material.ca_file()};
  auto client = *client::create(options_with(host));
  auto ask = [&](std::chrono::milliseconds timeout) {
    return client.get_offers({.request = hero_request(), .timeout = timeout}).get();
  };
  BOOST_TEST(ask(20s).has_value());
  server.set_reply(frame_reply::silence);
  BOOST_TEST(!ask(150ms).has_value());
  server.set_reply(frame_reply::answer);
  BOOST_TEST(ask(20s).has_value());
  BOOST_TEST(server.connections() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
