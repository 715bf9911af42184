#include "actors/artifact_loader.hpp"

#include <algorithm>
#include <utility>

#include "actors/artifact_cache.hpp"
#include "actors/keep_telemetry.hpp"
#include "delivery/retry.hpp"
#include "delivery/telemetry.hpp"

namespace target_sdk::detail {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using std::chrono::system_clock;

constexpr int max_retries = 10;
constexpr std::chrono::seconds download_deadline{30};
constexpr std::chrono::seconds shortest_polling_interval{300};
constexpr milliseconds longest_backoff{30'000};

bool is_url(std::string_view location) noexcept {
  return location.starts_with("http://") || location.starts_with("https://");
}

std::string file_path(std::string_view location) {
  constexpr std::string_view scheme = "file://";
  return std::string(location.starts_with(scheme) ? location.substr(scheme.size()) : location);
}

std::string location_of(const client_options& options, artifact_format format) {
  if (!options.artifact.location.empty())
    return options.artifact.location;
  return artifact_url({.client = options.client,
                       .environment = options.environment,
                       .property_token = options.property_token,
                       .format = format,
                       .cdn_base_path = options.artifact.cdn_base_path,
                       .secure = options.secure});
}

milliseconds polling_interval(const artifact_options& options) {
  milliseconds interval = options.polling_interval;
  if (interval > milliseconds(0) && !options.unsafe_fast_polling_for_tests)
    interval = std::max<milliseconds>(interval, shortest_polling_interval);
  return interval;
}

error status_error(const http_response& answer) {
  auto message = "status " + std::to_string(answer.status);
  if (answer.status == 403)
    message += ": on-device decisioning is probably not enabled for this client";
  return {
    .kind = error_kind::http_status, .message = std::move(message), .http_status = answer.status};
}

} // namespace

loader_actor::behavior_type loader_state::behavior(settings_ptr settings, router_actor router) {
  settings_ = std::move(settings);
  router_ = std::move(router);
  return {
    [this](get_artifact) { return snapshot(); },
    [this](stop_polling) {
      ++round_;
      state_ = artifact_state::stopped;
      if (artifact_)
        publish(artifact_);
    },
    [this](resume_polling) {
      if (state_ != artifact_state::stopped)
        return;
      state_ = artifact_ ? artifact_state::ready : artifact_state::loading;
      load_later(milliseconds(0));
    },
    [this](use_pools& use) {
      bool is_first = pools_.empty();
      pools_ = std::move(use.pools);
      if (is_first)
        start();
    },
    [this](load_artifact timer) {
      if (timer.round == round_ && !is_loading_)
        load();
    },
  };
}

void loader_state::start() {
  auto& options = settings_->options.artifact;
  // The options were validated: the format is one of the known.
  format_ = artifact_format_of(options.format, options.location).value_or(artifact_format::json);
  location_ = location_of(settings_->options, format_);
  if (start_from_payload())
    return;
  start_from_cache();
  load_later(milliseconds(0));
}

bool loader_state::start_from_payload() {
  auto& payload = settings_->options.artifact.payload;
  if (!payload)
    return false;
  auto compiled = compile_artifact(*payload);
  if (!compiled) {
    compiled.error().message.insert(0, "the payload: ");
    on_failure(std::move(compiled.error()), false);
    return true;
  }
  publish(std::move(*compiled));
  poll_later();
  return true;
}

void loader_state::start_from_cache() {
  auto& file = settings_->options.artifact.cache_file;
  auto cached = file.empty() ? std::nullopt : read_artifact_cache(file, location_);
  if (!cached)
    return;
  auto compiled =
    compile_artifact(std::move(cached->body), format_, settings_->options.organization_id);
  if (!compiled)
    return settings_->options.logger(log_level::warning, "AT: the cached artifact is of no use: "
                                                           + compiled.error().message);
  etag_ = std::move(cached->etag);
  publish(std::move(*compiled));
}

// -- loading --------------------------------------------------------------------------------------

void loader_state::load() {
  is_loading_ = true;
  load_started_ = steady_clock::now();
  if (is_url(location_))
    download();
  else
    load_file();
}

void loader_state::load_file() {
  auto content = read_file(file_path(location_), settings_->options.artifact.max_size);
  if (!content)
    return on_failure({.kind = error_kind::transport, .message = "cannot read the file"}, true);
  if (artifact_ && *content == file_content_)
    return on_success();
  auto copy = *content;
  take(std::move(*content), {}, nullptr);
  if (failures_ == 0)
    file_content_ = std::move(copy);
}

void loader_state::download() {
  http_request request{.token = round_,
                       .method = http_method::get,
                       .url = location_,
                       .headers = {{"Accept", "*/*"}},
                       .deadline = steady_clock::now() + download_deadline,
                       .connect_timeout = settings_->options.connect_timeout,
                       .max_response_size = settings_->options.artifact.max_size};
  if (!etag_.empty())
    request.headers.emplace_back("If-None-Match", etag_);
  auto host = std::string_view(location_).substr(0, location_.find('/', location_.find("//") + 2));
  self_->request(pool_for(pools_, host), caf::infinite, std::move(request))
    .then([this](http_response& answer) { on_download(answer); },
          [this](caf::error& err) { on_failure(to_error(err), true); });
}

void loader_state::on_download(http_response& answer) {
  if (answer.failure)
    return on_failure({.kind = answer.failure->kind, .message = answer.failure->message},
                      !answer.failure->permanent);
  if (answer.status == 304 && artifact_)
    return on_success();
  if (answer.status != 200)
    return on_failure(status_error(answer), answer.status != 403);
  tell_place(answer.headers);
  auto etag = std::string(find_header(answer.headers, "etag").value_or(""));
  take(std::move(answer.body), etag, &answer.timings);
}

void loader_state::on_success() {
  is_loading_ = false;
  failures_ = 0;
  if (state_ != artifact_state::stopped)
    state_ = artifact_state::ready;
  poll_later();
}

void loader_state::take(std::string body, const std::string& etag, const http_timings* timings) {
  auto& options = settings_->options;
  auto parse_started = steady_clock::now();
  bool keep_copy = !options.artifact.cache_file.empty();
  cached_artifact for_cache{
    .location = location_, .etag = etag, .body = keep_copy ? body : std::string()};
  auto compiled = compile_artifact(std::move(body), format_, options.organization_id);
  if (!compiled)
    return on_failure(std::move(compiled.error()), true);
  auto done = steady_clock::now();
  etag_ = etag;
  on_success();
  if (keep_copy && !write_artifact_cache(options.artifact.cache_file, for_cache))
    options.logger(log_level::warning,
                   "AT: cannot write the artifact cache " + options.artifact.cache_file);
  if (options.telemetry_enabled && timings) {
    delivery::call_times times{
      .execution = done - load_started_, .parsing = done - parse_started, .http = *timings};
    auto entry = delivery::make_artifact_telemetry_entry(times, system_clock::now());
    keep_telemetry(*settings_, router_, std::move(entry));
  }
  ++retrievals_;
  self_->send(router_, raise{.event = artifact_download_succeeded{.location = location_,
                                                                  .artifact = *compiled}});
  publish(std::move(*compiled));
}

void loader_state::publish(std::shared_ptr<const compiled_artifact> artifact) {
  if (artifact_ != artifact)
    last_retrieved_ = std::chrono::floor<milliseconds>(system_clock::now().time_since_epoch());
  artifact_ = std::move(artifact);
  if (state_ == artifact_state::loading)
    state_ = artifact_state::ready;
  bool is_payload = retrievals_ == 0 && settings_->options.artifact.payload;
  artifact_trace trace{.polling_interval_ms = polling_interval(settings_->options.artifact).count(),
                       .polling_halted = state_ == artifact_state::stopped,
                       .retrieval_count =
                         static_cast<std::int64_t>(std::max<std::uint64_t>(retrievals_, 1)),
                       .last_retrieved_ms = last_retrieved_.count()};
  if (!is_payload)
    trace.location = location_;
  self_->send(router_, artifact_loaded{.artifact = artifact_, .trace = std::move(trace)});
}

void loader_state::on_failure(error err, bool may_retry) {
  is_loading_ = false;
  ++failures_;
  settings_->options.logger(log_level::warning,
                            "AT: loading the artifact " + location_ + " failed: " + to_string(err));
  self_->send(router_, raise{.event = artifact_download_failed{.location = location_,
                                                               .error = std::move(err)}});
  if (state_ == artifact_state::stopped)
    return;
  if (may_retry && failures_ <= max_retries) {
    auto pause = delivery::backoff(settings_->options.retry, failures_ + 1, settings_->random);
    return load_later(std::min(pause, longest_backoff));
  }
  failures_ = 0;
  state_ = artifact_state::degraded;
  poll_later();
}

void loader_state::tell_place(const http_headers& headers) {
  auto place = apply_geo_answer({}, json_view(), headers);
  if (place != geo{})
    self_->send(router_, raise{.event = geo_location_updated{.geo = std::move(place)}});
}

// -- timers ---------------------------------------------------------------------------------------

void loader_state::load_later(milliseconds pause) {
  auto timer = load_artifact{.round = ++round_};
  if (pause == milliseconds(0))
    self_->send(self_, timer);
  else
    self_->delayed_send(self_, pause, timer);
}

void loader_state::poll_later() {
  auto pause = poll_pause();
  if (pause > milliseconds(0) && state_ != artifact_state::stopped)
    load_later(pause);
}

milliseconds loader_state::poll_pause() const {
  auto interval = polling_interval(settings_->options.artifact);
  // A fleet that was started together must not ask together.
  auto jitter = static_cast<std::uint64_t>(interval.count() / 10 + 1);
  return interval.count() == 0 ? interval : interval + milliseconds(settings_->random() % jitter);
}

artifact_snapshot loader_state::snapshot() const {
  return {.state = state_, .artifact = artifact_, .location = location_, .retrievals = retrievals_};
}

loader_actor spawn_loader(caf::actor_system& system, settings_ptr settings, router_actor router) {
  auto body = [](loader_actor::stateful_pointer<loader_state> self, settings_ptr&& the_settings,
                 router_actor&& the_router) {
    return self->state.behavior(std::move(the_settings), std::move(the_router));
  };
  return system.spawn(body, std::move(settings), std::move(router));
}

} // namespace target_sdk::detail
