#include <algorithm>
#include <charconv>

#include <target_sdk/client_options.hpp>

#include "delivery/headers.hpp"
#include "models/ascii.hpp"

namespace target_sdk {
namespace {

using std::chrono::milliseconds;

tl::unexpected<error> invalid(std::string message) {
  return fail(error_kind::invalid_configuration, std::move(message));
}

/// Whether `domain` can stand between `//` and `/` of a URL without changing what follows.
bool is_host_and_port(std::string_view domain) noexcept {
  return std::none_of(domain.begin(), domain.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == 0x7F
           || std::string_view("/?#@\\\"<>").find(c) != std::string_view::npos;
  });
}

/// Whether what follows the host, if anything, is a port from 1 to 65535. The colons of an IPv6
/// address stand in brackets.
bool has_valid_port(std::string_view domain) noexcept {
  const auto bracket = domain.find(']');
  const auto colon = domain.find(':', bracket == domain.npos ? 0 : bracket);
  if (colon == domain.npos)
    return true;
  const auto port = domain.substr(colon + 1);
  unsigned value = 0;
  const auto [end, failed] = std::from_chars(port.data(), port.data() + port.size(), value);
  return failed == std::errc() && end == port.data() + port.size() && value >= 1 && value <= 65535;
}

result<void> validate_domain(std::string_view option, const std::string& domain) {
  if (!is_host_and_port(domain))
    return invalid(std::string(option) + ": expected host or host:port, without scheme and path");
  if (!has_valid_port(domain))
    return invalid(std::string(option) + ": \"" + domain
                   + "\" has a port that is no number from 1 to 65535");
  return {};
}

bool is_host_label_text(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return detail::is_letter_or_digit(c) || c == '-' || c == '_'; });
}

result<void> validate_durations(const client_options& options) {
  constexpr milliseconds longest = std::chrono::hours(24);
  auto positive = [=](std::string name, milliseconds value) -> result<void> {
    if (value <= milliseconds(0))
      return invalid(name + ": expected a duration above 0");
    if (value > longest)
      return invalid(name + ": expected at most 24 hours");
    return {};
  };
  if (auto checked = positive("timeout", options.timeout); !checked)
    return checked;
  if (auto checked = positive("connectTimeout", options.connect_timeout); !checked)
    return checked;
  if (options.attempt_timeout)
    if (auto checked = positive("attemptTimeout", *options.attempt_timeout); !checked)
      return checked;
  if (auto checked = positive("notifications.timeLimit", options.notifications.time_limit);
      !checked)
    return checked;
  if (options.outbox.max_age <= milliseconds(0)
      || options.outbox.max_age > std::chrono::hours(30 * 24))
    return invalid("outbox.maxAge: expected a duration above 0, and at most 30 days");
  if (auto checked = positive("artifactDownloadTimeout", options.artifact.download_timeout);
      !checked)
    return checked;
  if (auto checked = positive("artifactStallTimeout", options.artifact.stall_timeout); !checked)
    return checked;
  if (options.artifact.polling_interval < std::chrono::seconds(0))
    return invalid("pollingInterval: expected 0 or more");
  if (options.artifact.polling_interval > std::chrono::hours(24))
    return invalid("pollingInterval: expected at most 24 hours");
  if (auto wait = options.artifact.maximum_wait_ready) {
    if (*wait < milliseconds(0))
      return invalid("maximumWaitReady: expected 0 or more");
    if (*wait > longest)
      return invalid("maximumWaitReady: expected at most 24 hours");
  }
  if (options.retry.initial_backoff < milliseconds(0))
    return invalid("retry.initialBackoff: expected 0 or more");
  if (options.retry.initial_backoff > longest)
    return invalid("retry.initialBackoff: expected at most 24 hours");
  if (auto checked = positive("breaker.openTime", options.breaker.open_time); !checked)
    return checked;
  if (auto checked = positive("breaker.maxOpenTime", options.breaker.max_open_time); !checked)
    return checked;
  return {};
}

result<void> validate_sizes(const client_options& options) {
  auto& pool = options.pool;
  if (pool.max_connections_per_host == 0)
    return invalid("pool.maxConnectionsPerHost: expected at least 1");
  if (pool.max_connections == 0)
    return invalid("pool.maxConnections: expected at least 1");
  if (pool.queue_bound == 0)
    return invalid("pool.queueBound: expected at least 1");
  if (pool.io_threads == 0 || pool.io_threads > 64)
    return invalid("pool.ioThreads: expected 1 to 64");
  if (options.workers > 1024)
    return invalid("workers: expected at most 1024");
  if (options.max_response_size == 0)
    return invalid("maxResponseSize: expected at least 1");
  if (options.artifact.max_size == 0)
    return invalid("artifact.maxSize: expected at least 1");
  if (options.notifications.max_waiting == 0)
    return invalid("notifications.maxWaiting: expected at least 1");
  if (options.outbox.max_size == 0)
    return invalid("outbox.maxSize: expected at least 1");
  if (options.retry.max_attempts < 1)
    return invalid("retry.maxAttempts: expected at least 1");
  if (!(options.retry.budget >= 0))
    return invalid("retry.budget: expected 0 or more");
  if (options.breaker.failures < 1)
    return invalid("breaker.failures: expected at least 1");
  return {};
}

} // namespace

result<void> validate(const client_options& options) {
  if (options.client.empty())
    return invalid("Client is required");
  if (options.organization_id.empty())
    return invalid("Organization Id is required");
  if (options.server_domain.empty() && !is_host_label_text(options.client))
    return invalid("client: \"" + options.client + "\" cannot be part of a host name");
  if (auto checked = validate_domain("serverDomain", options.server_domain); !checked)
    return checked;
  if (auto checked = validate_domain("cdnBasePath", options.artifact.cdn_base_path); !checked)
    return checked;
  if (to_string(options.decisioning_method).empty())
    return invalid("Invalid Decisioning Method.  Must be set to one of: "
                   "on-device,server-side,hybrid");
  if (!options.artifact.format.empty() && options.artifact.format != "json"
      && options.artifact.format != "bin")
    return invalid("artifactFormat: expected json or bin");
  if (options.pool.tls.certificate_file.empty() != options.pool.tls.key_file.empty())
    return invalid("tls: a client certificate needs both certificateFile and keyFile");
  if (options.platform.sandbox_id.empty() != options.platform.sandbox_name.empty())
    return invalid("platform: a sandbox needs both sandboxId and sandboxName");
  if (options.outbox.file.find('\0') != std::string::npos)
    return invalid("outbox.file: expected a path");
  if (options.outbox.sync != outbox_sync::process_kill
      && options.outbox.sync != outbox_sync::power_loss)
    return invalid("outbox.sync: expected process-kill or power-loss");
  if (auto checked = delivery::check_fields(options.headers); !checked)
    return checked;
  if (auto checked = validate_durations(options); !checked)
    return checked;
  return validate_sizes(options);
}

} // namespace target_sdk
