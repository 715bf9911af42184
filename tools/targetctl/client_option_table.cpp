#include "tools/targetctl/client_option_table.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <concepts>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "models/ascii.hpp"

namespace target_sdk::tools {
namespace {

template <class>
inline constexpr bool is_duration = false;
template <class Rep, class Period>
inline constexpr bool is_duration<std::chrono::duration<Rep, Period>> = true;

template <class T>
struct without_optional {
  using type = T;
};
template <class T>
struct without_optional<std::optional<T>> {
  using type = T;
};

template <class Member>
consteval option_kind kind_of() {
  using value = typename without_optional<Member>::type;
  if constexpr (std::same_as<value, std::string>)
    return option_kind::text;
  else if constexpr (std::same_as<value, bool>)
    return option_kind::boolean;
  else if constexpr (std::is_enum_v<value>)
    return option_kind::choice;
  else if constexpr (std::integral<value>)
    return option_kind::integer;
  else if constexpr (std::floating_point<value>)
    return option_kind::number;
  else if constexpr (is_duration<value>)
    return option_kind::milliseconds;
  else if constexpr (std::same_as<value, json>)
    return option_kind::json;
  else if constexpr (std::same_as<value, http_headers>)
    return option_kind::headers;
  else
    return option_kind::texts;
}

tl::unexpected<error> expected(std::string what) {
  return fail(error_kind::invalid_configuration, "expected " + what);
}

std::optional<target_sdk::route_by_hint> parse_choice(std::string_view text,
                                                      std::type_identity<route_by_hint>) {
  if (text == "auto")
    return route_by_hint::automatic;
  if (text == "always")
    return route_by_hint::always;
  if (text == "never")
    return route_by_hint::never;
  return std::nullopt;
}

std::optional<log_level> parse_choice(std::string_view text, std::type_identity<log_level>) {
  constexpr std::array<std::string_view, 4> names = {"debug", "info", "warning", "error"};
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end())
    return std::nullopt;
  return static_cast<log_level>(found - names.begin());
}

std::optional<decisioning_method> parse_choice(std::string_view text,
                                               std::type_identity<decisioning_method>) {
  return enum_from_string<decisioning_method>(text);
}

std::optional<outbox_sync> parse_choice(std::string_view text, std::type_identity<outbox_sync>) {
  if (text == "process-kill")
    return outbox_sync::process_kill;
  if (text == "power-loss")
    return outbox_sync::power_loss;
  return std::nullopt;
}

tl::unexpected<error> refuse_choice(std::type_identity<outbox_sync>) {
  return expected("process-kill or power-loss");
}

tl::unexpected<error> refuse_choice(std::type_identity<route_by_hint>) {
  return expected("auto, always or never");
}

tl::unexpected<error> refuse_choice(std::type_identity<log_level>) {
  return expected("debug, info, warning or error");
}

tl::unexpected<error> refuse_choice(std::type_identity<decisioning_method>) {
  return fail(error_kind::invalid_configuration, std::string(invalid_decisioning_method));
}

/// `Name: value`, as a flag has it.
result<std::pair<std::string, std::string>> parse_field(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == line.npos)
    return expected("\"Name: value\"");
  auto value = line.substr(colon + 1);
  value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
  return std::pair(std::string(line.substr(0, colon)), std::string(value));
}

/// An object of texts, as in a file, or an array of lines.
result<void> assign_headers(http_headers& fields, const json& value) {
  if (!value.is_object() && !value.is_array())
    return expected("an object of strings");
  fields.clear();
  for (const auto& [name, text] : value.members()) {
    if (!text.is_string())
      return expected("an object of strings");
    fields.emplace_back(name, *text.as_string());
  }
  for (const auto line : value.elements()) {
    auto field = parse_field(line.string_or_empty());
    if (!field)
      return tl::unexpected(std::move(field.error()));
    fields.push_back(std::move(*field));
  }
  return {};
}

template <class Member>
result<void> assign(Member& member, const json& value) {
  using target = typename without_optional<Member>::type;
  constexpr auto kind = kind_of<Member>();
  if constexpr (kind == option_kind::text) {
    if (!value.is_string())
      return expected("a string");
    member = std::string(*value.as_string());
  } else if constexpr (kind == option_kind::boolean) {
    if (!value.is_bool())
      return expected("true or false");
    member = *value.as_bool();
  } else if constexpr (kind == option_kind::choice) {
    const auto choice = parse_choice(value.string_or_empty(), std::type_identity<target>{});
    if (!choice)
      return refuse_choice(std::type_identity<target>{});
    member = *choice;
  } else if constexpr (kind == option_kind::integer) {
    const auto number = value.as_int64();
    if (!number)
      return expected("an integer");
    if (!std::in_range<target>(*number))
      return expected(*number < 0 ? "0 or more" : "a smaller number");
    member = static_cast<target>(*number);
  } else if constexpr (kind == option_kind::number) {
    if (!value.is_number())
      return expected("a number");
    member = *value.as_double();
  } else if constexpr (kind == option_kind::milliseconds) {
    constexpr double a_century = 100.0 * 365 * 24 * 3600 * 1000;
    const auto number = value.as_double();
    if (!number)
      return expected("a number of milliseconds");
    if (*number < 0 || *number > a_century)
      return expected("0 milliseconds or more, and not more than a century");
    member = std::chrono::ceil<target>(std::chrono::duration<double, std::milli>(*number));
  } else if constexpr (kind == option_kind::headers) {
    return assign_headers(member, value);
  } else if constexpr (kind == option_kind::texts) {
    if (!value.is_array())
      return expected("an array of strings");
    member.clear();
    for (const auto element : value.elements()) {
      if (!element.is_string())
        return expected("an array of strings");
      member.emplace_back(*element.as_string());
    }
  } else {
    if (!value.is_object())
      return expected("an object");
    member = value;
  }
  return {};
}

result<void> set_log_level(client_options& options, const json& value) {
  options.logger = log_to_stderr();
  return assign(options.logger.threshold, value);
}

/// An option that is a member; its kind follows from the type of the member.
template <class Access>
constexpr client_option option(std::string_view name, std::string_view help, Access) {
  using member = std::remove_cvref_t<decltype(Access{}(std::declval<client_options&>()))>;
  return {name, help, kind_of<member>(), [](client_options& options, const json& value) {
            return assign(Access{}(options), value);
          }};
}

/// An option that has no flag of its own.
template <class Access>
constexpr client_option file_option(std::string_view name, std::string_view help, Access access) {
  auto made = option(name, help, access);
  made.has_flag = false;
  return made;
}

/// An option whose flag has another meaning already.
constexpr client_option with_flag(std::string_view flag, client_option made) {
  made.flag = flag;
  return made;
}

#define MEMBER(path)                \
  [](client_options & o) -> auto& { \
    return o.path;                  \
  }

// The names are those of the Node SDK where it has the option.
constexpr auto table = std::to_array<client_option>({
  option("client", "Client code", MEMBER(client)),
  option("organizationId", "IMS organization, ...@AdobeOrg", MEMBER(organization_id)),
  option("timeout", "Deadline of a whole call", MEMBER(timeout)),
  option("connectTimeout", "Limit of a connection attempt", MEMBER(connect_timeout)),
  option("attemptTimeout", "Limit of an HTTP attempt", MEMBER(attempt_timeout)),
  option("serverDomain", "host[:port] to ask", MEMBER(server_domain)),
  option("secure", "https; false: http", MEMBER(secure)),
  option("routeByHint", "Ask the edge that knows the visitor: auto, always, never",
         MEMBER(route_by_hint)),
  option("targetLocationHint", "Edge cluster of visitors that have none",
         MEMBER(target_location_hint)),
  option("propertyToken", "For requests that carry none", MEMBER(property_token)),
  option("environmentId", "For requests that carry none", MEMBER(environment_id)),
  option("platform.sandboxId", "Experience Platform sandbox of requests that carry none",
         MEMBER(platform.sandbox_id)),
  option("platform.sandboxName", "Its name", MEMBER(platform.sandbox_name)),
  option("decisioningMethod", "server-side, on-device or hybrid", MEMBER(decisioning_method)),
  option("environment", "Environment of the rules, default production", MEMBER(environment)),
  option("artifactLocation", "URL or path of the rules", MEMBER(artifact.location)),
  file_option("artifactPayload", "The rules themselves", MEMBER(artifact.payload)),
  option("artifactFormat", "json or bin", MEMBER(artifact.format)),
  option("artifactCacheFile", "Keeps the last good rules over restarts",
         MEMBER(artifact.cache_file)),
  option("artifactDownloadTimeout", "Limit of a download of the rules",
         MEMBER(artifact.download_timeout)),
  option("artifactStallTimeout", "Ends a download of the rules when no byte comes for so long",
         MEMBER(artifact.stall_timeout)),
  option("pollingInterval", "Time between downloads of the rules; 0: one download",
         MEMBER(artifact.polling_interval)),
  option("maximumWaitReady", "Limit of waiting for the first rules",
         MEMBER(artifact.maximum_wait_ready)),
  option("artifactBypassProxyCache", "Ask for the rules past the caches of the proxy",
         MEMBER(artifact.bypass_proxy_cache)),
  option("onDeviceAllMatchingRulesMboxes", "Mbox answered by every matching rule; repeatable",
         MEMBER(artifact.all_matching_rules_mboxes)),
  option("cdnBasePath", "Host of rules and geo service", MEMBER(artifact.cdn_base_path)),
  with_flag("--outbox",
            option("outbox.file", "Keeps notifications in this file until they are delivered",
                   MEMBER(outbox.file))),
  option("outbox.maxAge", "How long delivery of each of them is tried", MEMBER(outbox.max_age)),
  option("outbox.maxSize", "Bytes of them; what is more is refused", MEMBER(outbox.max_size)),
  option("outbox.sync", "What the file survives: process-kill or power-loss", MEMBER(outbox.sync)),
  option("telemetryEnabled", "Send timings along with later calls", MEMBER(telemetry_enabled)),
  with_flag("--version-parameter",
            option("version", "Query parameter `version`, as for at.js", MEMBER(version))),
  option("proxy", "Proxy of all traffic, such as http://host:port", MEMBER(pool.proxy.url)),
  file_option("proxy.url", "The same", MEMBER(pool.proxy.url)),
  option("proxy.user", "User name for the proxy", MEMBER(pool.proxy.user)),
  option("proxy.password", "Password for the proxy", MEMBER(pool.proxy.password)),
  option("proxy.noProxy", "Host reached without the proxy; repeatable",
         MEMBER(pool.proxy.no_proxy)),
  option("caFile", "PEM bundle of certificate authorities", MEMBER(pool.tls.ca_file)),
  option("caDirectory", "Directory of certificate authorities", MEMBER(pool.tls.ca_directory)),
  option("certificateFile", "PEM client certificate", MEMBER(pool.tls.certificate_file)),
  option("keyFile", "PEM key of the client certificate", MEMBER(pool.tls.key_file)),
  option("keyPassword", "Password of the key", MEMBER(pool.tls.key_password)),
  option("dangerouslyDisableVerification", "Accept any certificate; for experiments only",
         MEMBER(pool.tls.dangerously_disable_verification)),
  option("maxConnectionsPerHost", "Open connections to one host",
         MEMBER(pool.max_connections_per_host)),
  option("maxConnections", "Open connections", MEMBER(pool.max_connections)),
  option("maxIdleAge", "A connection idle for longer is not used again", MEMBER(pool.max_idle_age)),
  option("connectionTtl", "A connection older than this is not used again; 0: no limit",
         MEMBER(pool.connection_ttl)),
  option("queueBound", "Exchanges under way or waiting; more are refused",
         MEMBER(pool.queue_bound)),
  option("http2", "HTTP/2 over TLS", MEMBER(pool.http2)),
  option("ioThreads", "Threads for connections", MEMBER(pool.io_threads)),
  option("workers", "Workers that encode and parse; 0: as many as threads", MEMBER(workers)),
  option("maxResponseSize", "Bytes of an answer; more is an error", MEMBER(max_response_size)),
  option("headers.delivery", "Header field of calls, `Name: value`; repeatable",
         MEMBER(headers.delivery)),
  option("headers.artifact", "The same for downloads of the rules", MEMBER(headers.artifact)),
  option("headers.geo", "The same for look-ups of places", MEMBER(headers.geo)),
  option("retry.maxAttempts", "Attempts of a call; 1: no retry", MEMBER(retry.max_attempts)),
  option("retry.initialBackoff", "Pause before the first retry, doubled each time",
         MEMBER(retry.initial_backoff)),
  option("retry.budget", "Retries allowed, as a part of recent calls", MEMBER(retry.budget)),
  option("breaker.enabled", "Answer at once while a host is down", MEMBER(breaker.enabled)),
  option("breaker.failures", "Failures in a row after which a host is left alone",
         MEMBER(breaker.failures)),
  option("breaker.openTime", "How long at first", MEMBER(breaker.open_time)),
  option("breaker.maxOpenTime", "How long at most", MEMBER(breaker.max_open_time)),
  client_option{"logLevel", "Log to stderr: debug, info, warning, error", option_kind::choice,
                set_log_level},
  option("logBodies", "Log bodies too, at level debug", MEMBER(log_bodies)),
});

#undef MEMBER

} // namespace

std::span<const client_option> client_option_table() noexcept {
  return table;
}

const client_option* find_client_option(std::string_view name) noexcept {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [name](const auto& option) { return option.name == name; });
  return found == table.end() ? nullptr : &*found;
}

std::string flag_of(const client_option& option) {
  if (!option.flag.empty())
    return std::string(option.flag);
  std::string flag = "--";
  for (const char c : option.name)
    if (detail::is_upper(c))
      flag.append(1, '-').push_back(detail::to_lower(c));
    else
      flag.push_back(c == '.' ? '-' : c);
  return flag;
}

} // namespace target_sdk::tools
