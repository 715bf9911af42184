// Options of a client. All but `client` and `organization_id` have defaults.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <target_sdk/headers.hpp>
#include <target_sdk/json.hpp>
#include <target_sdk/logging.hpp>
#include <target_sdk/models/enums.hpp>

namespace target_sdk {

/// A proxy for all traffic of a client: delivery, artifact and geo. By default libcurl's
/// environment variables (`https_proxy`, `no_proxy`, ...) apply. Whether there is one is looked up
/// when the client is created.
struct proxy_options {
  std::string url =
    {}; ///< `http://host:port`, `https://`, `socks5h://`. Empty: from the environment.
  std::string user = {};                  ///< Empty: no user.
  std::string password = {};              ///< Secret: never logged.
  std::vector<std::string> no_proxy = {}; ///< Hosts reached directly; `*` for all.
};

/// TLS of all traffic. TLS 1.2 is the minimum; peer and host name are verified.
struct tls_options {
  std::string ca_file = {};          ///< PEM bundle; empty: the system's.
  std::string ca_directory = {};     ///< Directory of hashed PEM files; empty: the system's.
  std::string certificate_file = {}; ///< PEM client certificate, for servers that require one.
  std::string key_file = {};         ///< PEM key of `certificate_file`.
  std::string key_password = {};     ///< Secret: never logged.
  /// Accepts any certificate of any host. For experiments on the loopback only.
  bool dangerously_disable_verification = false;
};

/// Limits and transport settings of the connection pool.
struct pool_options {
  std::size_t max_connections_per_host = 100; ///< Further exchanges wait.
  std::size_t max_connections = 200;          ///< Of all hosts; further exchanges wait.
  std::chrono::seconds max_idle_age{118};     ///< A connection idle for longer is not reused.
  std::chrono::seconds connection_ttl{0};     ///< An older connection is not reused; 0: no limit.
  std::size_t queue_bound =
    10'000;                   ///< Open calls of a client; more are refused at once as `overloaded`.
  bool http2 = true;          ///< HTTP/2 over TLS, by ALPN.
  std::size_t io_threads = 1; ///< I/O threads; hosts are distributed among them.
  proxy_options proxy = {};   ///< Of all traffic.
  tls_options tls = {};       ///< Of all traffic.
};

/// When and how often a failed attempt is retried, always within the deadline of the call.
struct retry_options {
  int max_attempts = 3;                          ///< 1: no retries.
  std::chrono::milliseconds initial_backoff{50}; ///< Doubled each time, with full jitter.
  /// Retries allowed, as a fraction of recent calls to the server, and one a second besides; stops
  /// retry storms. 0: no retries.
  double budget = 0.25;
};

/// When calls to a host that is down are answered at once, as `unavailable`, instead of being sent.
/// Each client watches each host on its own. A failure is an exchange that found no connection,
/// broke, timed out or was answered 5xx; any other answer shows that the host works. After
/// `open_time` one request is let through; if that fails, too, the next one is after twice the
/// time.
struct breaker_options {
  bool enabled = true; ///< False: every call is sent.
  int failures = 5;    ///< In a row, without an answer for a second, if there was one before.
  std::chrono::milliseconds open_time{1000};       ///< At first; a quarter more or less at random.
  std::chrono::milliseconds max_open_time{30'000}; ///< The longest it becomes.
};

/// Whether requests go to the edge host named by a visitor's location hint.
enum class route_by_hint : std::uint8_t {
  automatic, ///< Unless `server_domain` is outside `tt.omtrdc.net`.
  always,
  never,
};

/// Notifications that are delivered in the background: reports given to `notify`, and impressions
/// of on-device decisions.
struct notification_options {
  /// How long delivery of each is attempted; then it is given up, with an event. At most 24 hours.
  std::chrono::milliseconds time_limit{60'000};
  /// How many of usual size (1.5 KB) are kept; fewer large ones. Reports beyond it are refused
  /// as `overloaded`; impressions are given up, the oldest first, also to make room for a report.
  std::size_t max_waiting = 20'000;
};

/// What an outbox survives.
enum class outbox_sync : std::uint8_t {
  process_kill, ///< The end of the process at any moment, `kill -9` included.
  power_loss,   ///< That of the machine, too: each commit waits until the disk has written it.
};

/// A file that keeps notifications until they are delivered: one whose acceptance was told outlives
/// the process, and the next client with this file sends it, with the same id. The file belongs to
/// the client code and organization that it was made for; one client at a time has it open.
struct outbox_options {
  /// Path on a local disk. Made if there is none, for its owner alone; `FILE-wal` belongs to it.
  /// Empty: notifications are kept in memory, and end with the process.
  std::string file = {};
  /// How long delivery of each is attempted, from when it was accepted, in place of
  /// `notifications.time_limit`; then it is given up, with an event. At most 30 days.
  std::chrono::milliseconds max_age = std::chrono::hours(24);
  /// Bytes of the notifications in it. What does not fit is refused as `overloaded`; impressions
  /// are given up, with an event.
  std::uint64_t max_size = 256u << 20;
  outbox_sync sync = outbox_sync::process_kill; ///< What the file survives.
};

/// Header fields of the caller's own, of all requests of a kind. A field takes the place of the
/// SDK's own of that name, such as `User-Agent` and `Accept`; what frames a request
/// (`Content-Type`, `Content-Length`, `Host`, `Connection`, ...) and `X-EXC-SDK*` cannot be
/// replaced. The fields of a call come after these, and those of `provider` at last. Of fields with
/// the same name the later one is sent. Values are never logged.
struct header_options {
  http_headers delivery = {}; ///< To the host of the Delivery API.
  /// To the scheme, host and port of the artifact's location; not where redirects lead elsewhere.
  http_headers artifact = {};
  http_headers geo = {}; ///< To the geo service.
  /// Asked before every attempt, for fields that change; see `header_provider` for its limits.
  header_provider provider = {};
};

/// On-device decisioning: where its rules come from.
struct artifact_options {
  std::string location =
    {}; ///< See `locate_artifact`; empty: the URL built from `client` and `environment`.
  std::optional<json> payload = {}; ///< The rules themselves; polling starts one interval later.
  std::string format =
    {}; ///< `json` or `bin`; empty: `bin` when `location` ends in .bin, else `json`.
  std::chrono::seconds polling_interval{300}; ///< 300 s to 24 h; 0: never poll.
  std::optional<std::chrono::milliseconds> maximum_wait_ready =
    {}; ///< Limits the wait for `ready()`, at most 24 h; none: no limit.
  std::vector<std::string> all_matching_rules_mboxes =
    {};                                                 ///< Mboxes answered by every matching rule.
  std::string cdn_base_path = "assets.adobetarget.com"; ///< Host of rules and geo service.
  std::string cache_file = {};       ///< Keeps the last good artifact across restarts; empty: none.
  std::size_t max_size = 256u << 20; ///< Bytes.
  /// Of a whole download, redirects included; each retry gets the same time again.
  std::chrono::milliseconds download_timeout = std::chrono::minutes(10);
  /// Ends a download when no byte arrives for this long.
  std::chrono::milliseconds stall_timeout = std::chrono::seconds(30);
  /// With `pool.proxy.url`: sends an empty `Authorization` field, unless there is one, so that
  /// caches on the way do not answer.
  bool bypass_proxy_cache = false;
  bool unsafe_fast_polling_for_tests = false; ///< Lifts the minimum of `polling_interval`.
};

/// The sandbox of Adobe Experience Platform that calls belong to: both members or none.
struct platform_options {
  std::string sandbox_id = {};   ///< Empty: the service's default.
  std::string sandbox_name = {}; ///< Of the same sandbox.
};

/// Options of a client, named as in the other Target SDKs where those have them.
struct client_options {
  std::string client = {};          ///< Required: the client code.
  std::string organization_id = {}; ///< Required: the IMS organization, `...@AdobeOrg`.

  std::chrono::milliseconds timeout{3000}; ///< Deadline of a whole call; a call may set its own.
  std::chrono::milliseconds connect_timeout{1000}; ///< Of each connection attempt.
  /// Ends each HTTP attempt that takes longer; it may be retried. By default no attempt is ended
  /// early, but one that has taken almost half of the time left, and 100 ms at least, gets another
  /// one beside it, if `retry` allows for it; the first answer counts.
  std::optional<std::chrono::milliseconds> attempt_timeout = {};

  std::string server_domain = {}; ///< host[:port], used as is; empty: `<client>.tt.omtrdc.net`.
  bool secure = true;             ///< False: http, for all traffic.
  /// Whether to ask the edge that knows the visitor.
  target_sdk::route_by_hint route_by_hint = target_sdk::route_by_hint::automatic;
  std::string target_location_hint = {}; ///< Edge cluster of visitors without a hint.

  std::string property_token = {};                 ///< For requests that carry none.
  std::optional<std::int64_t> environment_id = {}; ///< For requests that carry none.
  platform_options platform = {};                  ///< For requests that carry none.
  std::string environment = {}; ///< Of the rules file, any name; empty: production.
  /// Who decides; a call may set its own.
  target_sdk::decisioning_method decisioning_method = target_sdk::decisioning_method::server_side;
  artifact_options artifact = {};          ///< Where the rules of on-device decisioning come from.
  notification_options notifications = {}; ///< How many are kept, and for how long.
  outbox_options outbox = {};              ///< Keeps notifications in a file.

  bool telemetry_enabled = true; ///< Sends timings of calls along with later calls.
  std::string version = {};      ///< Query parameter `version`, as in at.js.

  header_options headers = {};               ///< Header fields of the caller's own.
  retry_options retry = {};                  ///< Retries of failed attempts.
  breaker_options breaker = {};              ///< What happens to calls while a host is down.
  pool_options pool = {};                    ///< Connections, proxy, TLS.
  std::size_t max_response_size = 16u << 20; ///< Bytes; a larger answer is an error.
  std::size_t workers = 0;                   ///< Delivery workers; 0: as many as scheduler threads.

  log_sink logger = {};    ///< Silent when empty.
  bool log_bodies = false; ///< Bodies at debug level; authorization tokens are masked.
};

/// Checks options; the error (`invalid_configuration`) names the member.
[[nodiscard]] result<void> validate(const client_options& options);

} // namespace target_sdk
