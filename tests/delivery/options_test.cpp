// Checking client options.
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <functional>
#include <limits>
#include <string>

#include <target_sdk/client_options.hpp>

using namespace target_sdk;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

using change = std::function<void(client_options&)>;

std::string refusal(const change& spoil) {
  client_options options{.client = "acme", .organization_id = "ORG@AdobeOrg"};
  spoil(options);
  const auto checked = validate(options);
  if (checked)
    return "none";
  BOOST_TEST((checked.error().kind == error_kind::invalid_configuration));
  return checked.error().message;
}

void check_domains(std::string client_options::*member, const std::string& message) {
  for (std::string bad :
       {"https://acme.test", "acme.test/", "acme.test?x", "acme.test#x", "user@acme.test",
        "acme test", "acme.test\r\nX: y", "a\\b", "a\"b", "<a>"})
    BOOST_TEST_CONTEXT(bad) {
      BOOST_TEST(refusal([&](auto& options) { options.*member = bad; }) == message);
    }
  for (std::string good : {"acme.test", "acme.test:8443", "localhost", "127.0.0.1:80", "[::1]:80"})
    BOOST_TEST(refusal([&](auto& options) { options.*member = good; }) == "none");
}

} // namespace

BOOST_AUTO_TEST_SUITE(options)

BOOST_AUTO_TEST_CASE(defaults_are_valid) {
  BOOST_TEST(refusal([](auto&) {}) == "none");
  const client_options options;
  BOOST_TEST((options.timeout == 3000ms && options.connect_timeout == 1000ms));
  BOOST_TEST(!options.attempt_timeout.has_value());
  BOOST_TEST(options.secure);
  BOOST_TEST(options.telemetry_enabled);
  BOOST_TEST((options.decisioning_method == decisioning_method::server_side));
  BOOST_TEST(options.artifact.cdn_base_path == "assets.adobetarget.com");
  BOOST_TEST(options.max_response_size == 16u << 20);
  BOOST_TEST(options.artifact.max_size == 256u << 20);
  BOOST_TEST((options.artifact.download_timeout == 10min));
  BOOST_TEST((options.artifact.stall_timeout == 30s));
  BOOST_TEST(options.pool.max_connections_per_host == 100u);
  BOOST_TEST(options.pool.max_connections == 200u);
  BOOST_TEST((options.pool.max_idle_age == 118s));
  BOOST_TEST(options.pool.queue_bound == 10'000u);
  BOOST_TEST(options.pool.http2);
  BOOST_TEST(!options.pool.tls.dangerously_disable_verification);
  BOOST_TEST(options.retry.max_attempts == 3);
  BOOST_TEST((options.notifications.time_limit == 60s));
  BOOST_TEST(options.notifications.max_waiting == 20'000u);
  BOOST_TEST(options.outbox.file == "");
  BOOST_TEST((options.outbox.max_age == 24h));
  BOOST_TEST(options.outbox.max_size == 256u << 20);
  BOOST_CHECK(options.outbox.sync == outbox_sync::process_kill);
}

BOOST_AUTO_TEST_CASE(client_and_organization_are_required) {
  BOOST_TEST(refusal([](auto& options) { options.client.clear(); }) == "Client is required");
  BOOST_TEST(refusal([](auto& options) { options.organization_id.clear(); })
             == "Organization Id is required");
  BOOST_TEST(refusal([](auto& options) { options = {}; }) == "Client is required");
}

BOOST_AUTO_TEST_CASE(a_client_code_can_be_part_of_a_host_name) {
  for (std::string bad : {"a.b", "a/b", "a b", "a@b", "a\r\n", "\xC3\xA9"})
    BOOST_TEST(refusal([&](auto& options) { options.client = bad; })
               == "client: \"" + bad + "\" cannot be part of a host name");
  BOOST_TEST(refusal([](auto& options) {
               options.client = "a.b";
               options.server_domain = "acme.test";
             })
             == "none");
  for (std::string good : {"acme", "ACME-2_x", "1"})
    BOOST_TEST(refusal([&](auto& options) { options.client = good; }) == "none");
}

BOOST_AUTO_TEST_CASE(a_server_domain_is_a_host_and_a_port) {
  check_domains(&client_options::server_domain,
                "serverDomain: expected host or host:port, without scheme and path");
  BOOST_TEST(refusal([](auto& options) { options.artifact.cdn_base_path = "https://x"; })
             == "cdnBasePath: expected host or host:port, without scheme and path");
}

BOOST_AUTO_TEST_CASE(a_port_is_a_number) {
  for (std::string bad : {"127.0.0.1:port", "acme.test:", "acme.test:0", "acme.test:65536",
                          "acme.test:-1", "acme.test:+1", "acme.test:80x", "acme.test:1:2", ":",
                          "acme.test:99999999999999999999", "[::1]:port", "[::1]:"}) {
    const auto message = ": \"" + bad + "\" has a port that is no number from 1 to 65535";
    BOOST_TEST(refusal([&](auto& options) { options.server_domain = bad; })
               == "serverDomain" + message);
    BOOST_TEST(refusal([&](auto& options) { options.artifact.cdn_base_path = bad; })
               == "cdnBasePath" + message);
  }
  for (std::string good : {"acme.test:1", "acme.test:65535", "[::1]", "[::1]:443"})
    BOOST_TEST(refusal([&](auto& options) { options.server_domain = good; }) == "none");
}

BOOST_AUTO_TEST_CASE(a_sandbox_has_an_id_and_a_name) {
  const std::string message = "platform: a sandbox needs both sandboxId and sandboxName";
  BOOST_TEST(refusal([](auto& options) { options.platform.sandbox_id = "7"; }) == message);
  BOOST_TEST(refusal([](auto& options) { options.platform.sandbox_name = "dev"; }) == message);
  BOOST_TEST(refusal([](auto& options) { options.platform = {"7", "dev"}; }) == "none");
}

BOOST_AUTO_TEST_CASE(the_decisioning_method_is_one_of_three) {
  for (auto method :
       {decisioning_method::server_side, decisioning_method::on_device, decisioning_method::hybrid})
    BOOST_TEST(refusal([&](auto& options) { options.decisioning_method = method; }) == "none");
  BOOST_TEST(
    refusal([](auto& options) { options.decisioning_method = static_cast<decisioning_method>(9); })
    == "Invalid Decisioning Method.  Must be set to one of: "
       "on-device,server-side,hybrid");
}

BOOST_AUTO_TEST_CASE(durations_are_bounded) {
  const std::pair<std::string, change> table[] = {
    {"timeout: expected a duration above 0", [](auto& o) { o.timeout = 0ms; }},
    {"timeout: expected a duration above 0", [](auto& o) { o.timeout = -1ms; }},
    {"timeout: expected at most 24 hours", [](auto& o) { o.timeout = milliseconds::max(); }},
    {"none", [](auto& o) { o.timeout = 24h; }},
    {"connectTimeout: expected a duration above 0", [](auto& o) { o.connect_timeout = 0ms; }},
    {"connectTimeout: expected at most 24 hours", [](auto& o) { o.connect_timeout = 25h; }},
    {"attemptTimeout: expected a duration above 0", [](auto& o) { o.attempt_timeout = 0ms; }},
    {"attemptTimeout: expected at most 24 hours", [](auto& o) { o.attempt_timeout = 25h; }},
    {"none", [](auto& o) { o.attempt_timeout = 1ms; }},
    {"breaker.openTime: expected a duration above 0", [](auto& o) { o.breaker.open_time = 0ms; }},
    {"breaker.maxOpenTime: expected at most 24 hours",
     [](auto& o) { o.breaker.max_open_time = 25h; }},
    {"notifications.timeLimit: expected a duration above 0",
     [](auto& o) { o.notifications.time_limit = 0ms; }},
    {"notifications.timeLimit: expected at most 24 hours",
     [](auto& o) { o.notifications.time_limit = milliseconds::max(); }},
    {"artifactDownloadTimeout: expected a duration above 0",
     [](auto& o) { o.artifact.download_timeout = 0ms; }},
    {"artifactDownloadTimeout: expected at most 24 hours",
     [](auto& o) { o.artifact.download_timeout = milliseconds::max(); }},
    {"artifactStallTimeout: expected a duration above 0",
     [](auto& o) { o.artifact.stall_timeout = 0ms; }},
    {"artifactStallTimeout: expected at most 24 hours",
     [](auto& o) { o.artifact.stall_timeout = milliseconds::max(); }},
    {"none", [](auto& o) { o.artifact.download_timeout = o.artifact.stall_timeout = 24h; }},
    {"pollingInterval: expected 0 or more", [](auto& o) { o.artifact.polling_interval = -1s; }},
    {"pollingInterval: expected at most 24 hours",
     [](auto& o) { o.artifact.polling_interval = std::chrono::seconds::max(); }},
    {"none", [](auto& o) { o.artifact.polling_interval = 0s; }},
    {"maximumWaitReady: expected 0 or more", [](auto& o) { o.artifact.maximum_wait_ready = -1ms; }},
    {"maximumWaitReady: expected at most 24 hours",
     [](auto& o) { o.artifact.maximum_wait_ready = milliseconds::max(); }},
    {"none", [](auto& o) { o.artifact.maximum_wait_ready = 0ms; }},
    {"retry.initialBackoff: expected 0 or more", [](auto& o) { o.retry.initial_backoff = -1ms; }},
    {"retry.initialBackoff: expected at most 24 hours",
     [](auto& o) { o.retry.initial_backoff = milliseconds::max(); }},
    {"none", [](auto& o) { o.retry.initial_backoff = 0ms; }},
  };
  for (const auto& [message, spoil] : table)
    BOOST_TEST(refusal(spoil) == message);
}

BOOST_AUTO_TEST_CASE(sizes_are_bounded) {
  constexpr auto nan = std::numeric_limits<double>::quiet_NaN();
  const std::pair<std::string, change> table[] = {
    {"pool.maxConnectionsPerHost: expected at least 1",
     [](auto& o) { o.pool.max_connections_per_host = 0; }},
    {"pool.maxConnections: expected at least 1", [](auto& o) { o.pool.max_connections = 0; }},
    {"pool.queueBound: expected at least 1", [](auto& o) { o.pool.queue_bound = 0; }},
    {"pool.ioThreads: expected 1 to 64", [](auto& o) { o.pool.io_threads = 0; }},
    {"pool.ioThreads: expected 1 to 64", [](auto& o) { o.pool.io_threads = 65; }},
    {"workers: expected at most 1024", [](auto& o) { o.workers = 1025; }},
    {"maxResponseSize: expected at least 1", [](auto& o) { o.max_response_size = 0; }},
    {"artifact.maxSize: expected at least 1", [](auto& o) { o.artifact.max_size = 0; }},
    {"outbox.maxSize: expected at least 1", [](auto& o) { o.outbox.max_size = 0; }},
    {"outbox.maxAge: expected a duration above 0, and at most 30 days",
     [](auto& o) { o.outbox.max_age = 0ms; }},
    {"outbox.maxAge: expected a duration above 0, and at most 30 days",
     [](auto& o) { o.outbox.max_age = milliseconds::max(); }},
    {"outbox.file: expected a path", [](auto& o) { o.outbox.file = std::string("a\0b", 3); }},
    {"outbox.sync: expected process-kill or power-loss",
     [](auto& o) { o.outbox.sync = static_cast<outbox_sync>(9); }},
    {"notifications.maxWaiting: expected at least 1",
     [](auto& o) { o.notifications.max_waiting = 0; }},
    {"retry.maxAttempts: expected at least 1", [](auto& o) { o.retry.max_attempts = 0; }},
    {"retry.budget: expected 0 or more", [](auto& o) { o.retry.budget = -0.1; }},
    {"retry.budget: expected 0 or more", [nan](auto& o) { o.retry.budget = nan; }},
    {"none", [](auto& o) { o.retry.budget = 0; }},
    {"breaker.failures: expected at least 1", [](auto& o) { o.breaker.failures = 0; }},
  };
  for (const auto& [message, spoil] : table)
    BOOST_TEST(refusal(spoil) == message);
}

BOOST_AUTO_TEST_CASE(header_fields_are_checked) {
  BOOST_TEST(refusal([](auto& o) {
               o.headers.delivery = {{"X-A", "1"}, {"Accept", "x"}};
             })
             == "none");
  BOOST_TEST(refusal([](auto& o) {
               o.headers.delivery = {{"X-A", "1"}, {"Host", "x"}};
             })
             == "headers.delivery: \"Host\" is left to the SDK");
  BOOST_TEST(refusal([](auto& o) {
               o.headers.artifact = {{"X A", "1"}};
             })
             == "headers.artifact: \"X A\" is no name of a header field");
  BOOST_TEST(refusal([](auto& o) {
               o.headers.geo = {{"X-A", "1\n"}};
             })
             == "headers.geo: \"X-A\" has a value with a control character, such as CR, LF or NUL");
}

BOOST_AUTO_TEST_CASE(formats_and_certificates_are_checked) {
  for (std::string format : {"", "json", "bin"})
    BOOST_TEST(refusal([&](auto& o) { o.artifact.format = format; }) == "none");
  BOOST_TEST(refusal([](auto& o) { o.artifact.format = "JSON"; })
             == "artifactFormat: expected json or bin");
  const std::string both = "tls: a client certificate needs both certificateFile and keyFile";
  BOOST_TEST(refusal([](auto& o) { o.pool.tls.certificate_file = "c.pem"; }) == both);
  BOOST_TEST(refusal([](auto& o) { o.pool.tls.key_file = "k.pem"; }) == both);
  BOOST_TEST(refusal([](auto& o) {
               o.pool.tls.certificate_file = "c.pem";
               o.pool.tls.key_file = "k.pem";
             })
             == "none");
}

BOOST_AUTO_TEST_SUITE_END()
