#include "actors/artifact/artifact_loader.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "actors/artifact/artifact_cache.hpp"
#include "actors/artifact/read_file.hpp"
#include "actors/caf_compat.hpp"
#include "actors/telemetry/keep_telemetry.hpp"
#include "delivery/headers.hpp"
#include "delivery/polling.hpp"
#include "delivery/routing.hpp"
#include "delivery/telemetry.hpp"
#include "models/deadline.hpp"
#include "models/secrets.hpp"

namespace target_sdk::detail {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using std::chrono::system_clock;

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

std::string_view hint_for(int status) noexcept {
  switch (status) {
  case 401: return ": authorization is missing or refused, see the option headers";
  case 403: return ": on-device decisioning is probably not enabled for this client";
  case 406: return ": the server has nothing of the kind that Accept names";
  case 407: return ": the proxy asks for authorization";
  default: return "";
  }
}

error status_error(const http_response& answer) {
  auto message = ("status " + std::to_string(answer.status)).append(hint_for(answer.status));
  return {
    .kind = error_kind::http_status, .message = std::move(message), .http_status = answer.status};
}

/// Whether the same question may be answered otherwise a moment later.
bool may_change(int status) noexcept {
  return status != 400 && status != 401 && status != 403 && status != 406 && status != 407;
}

/// An empty field counts for caches on the way, and is nothing to the server. It must not take the
/// place of a user in the URL.
bool needs_empty_authorization(const client_options& options, const http_request& request) {
  auto url = std::string_view(request.url);
  bool has_user = url.substr(0, url.find_first_of("/?#", url.find("//") + 2)).find('@') != url.npos;
  return options.artifact.bypass_proxy_cache && !options.pool.proxy.url.empty() && !has_user
         && !find_header(request.headers, "Authorization");
}

} // namespace

loader_actor::behavior_type loader_state::behavior(settings_ptr settings, router_actor router,
                                                   artifact_loaded before) {
  settings_ = std::move(settings);
  router_ = std::move(router);
  before_ = std::move(before);
  return {
    [this](get_artifact) { return snapshot(); },
    [this](stop_polling) { stop(); },
    [this](resume_polling) { resume(); },
    [this](use_pools& use) {
      bool is_first = with_.pools.empty();
      with_ = std::move(use);
      if (is_first)
        guarded([this] { start(); });
    },
    [this](connections_lost) {
      if (std::exchange(awaits_answer_, false))
        on_download_failure(connections_lost_error(), true);
    },
    [this](load_artifact timer) {
      if (timer.round == round_ && !is_loading_)
        guarded([this] { load(); });
    },
  };
}

/// Running out of memory counts as a failed load.
template <class Step>
void loader_state::guarded(Step step) {
  try {
    step();
  } catch (const std::exception& problem) {
    on_failure(location_,
               {.kind = error_kind::malformed_response,
                .message = std::string("the artifact cannot be taken in: ") + problem.what()},
               true);
  }
}

void loader_state::start() {
  auto& options = settings_->options.artifact;
  // The options were validated: the format is one of the known.
  format_ = artifact_format_of(options.format, options.location).value_or(artifact_format::json);
  location_ = location_of(settings_->options, format_);
  source_ = locate_artifact(location_);
  if (before_.artifact)
    return take_over();
  if (options.payload)
    return start_from_payload(*options.payload);
  if (!options.cache_file.empty())
    start_from_cache(options.cache_file);
  load_later(milliseconds(0));
}

/// Continues the previous actor's state: its rules stay in use, and stopped polling stays stopped.
void loader_state::take_over() {
  enter(before_.trace.polling_halted ? artifact_state::stopped : artifact_state::ready);
  artifact_ = std::move(before_.artifact); // Its figures are known.
  used_location_ = before_.trace.location;
  last_retrieved_ = milliseconds(before_.trace.last_retrieved_ms);
  retrievals_ = static_cast<std::uint64_t>(before_.trace.retrieval_count);
  load_later(milliseconds(0));
}

void loader_state::start_from_payload(const json& payload) {
  const auto started = steady_clock::now();
  auto compiled = compile_artifact(payload);
  if (!compiled)
    return on_failure("payload", std::move(compiled.error()), false);
  use(std::move(*compiled), artifact_trace{}.location,
      {.size = payload.dump().size(), .compile_time = steady_clock::now() - started});
  poll_later();
}

void loader_state::start_from_cache(const std::string& file) {
  auto& options = settings_->options;
  auto cached = read_artifact_cache(file, location_, options.artifact.max_size);
  if (!cached)
    return;
  const auto started = steady_clock::now();
  const auto size = cached->body.size();
  auto compiled = compile_artifact(std::move(cached->body), format_, options.organization_id);
  if (!compiled)
    return options.logger(log_level::warning,
                          "the cached artifact is of no use: " + compiled.error().message);
  etag_ = std::move(cached->etag);
  etag_url_ = std::move(cached->etag_url);
  use(std::move(*compiled), location_,
      {.size = size, .compile_time = steady_clock::now() - started});
}

void loader_state::stop() {
  ++round_; // A running timer becomes outdated.
  enter(artifact_state::stopped);
  publish();
}

void loader_state::resume() {
  if (state_ != artifact_state::stopped)
    return;
  enter(artifact_ ? artifact_state::ready : artifact_state::loading);
  failures_ = 0;
  bool has_started = !with_.pools.empty();
  auto& options = settings_->options.artifact;
  bool polls = delivery::polling_interval(options) > milliseconds(0);
  bool has_first = retrievals_ > 0 || options.payload;
  if (has_started && (polls || !has_first))
    load_later(milliseconds(0));
  publish();
}

// -- loading --------------------------------------------------------------------------------------

void loader_state::load() {
  is_loading_ = true;
  load_started_ = steady_clock::now();
  if (source_.is_url)
    download();
  else
    load_file();
}

void loader_state::load_file() {
  auto content = read_file(source_.place, settings_->options.artifact.max_size);
  if (!content)
    return on_failure(location_, std::move(content.error()), true);
  if (artifact_ && *content == file_content_)
    return on_unchanged();
  if (take(*content, {}, nullptr))
    file_content_ = std::move(*content);
}

void loader_state::download() {
  way_ = redirects(source_.place);
  refused_with_ = 0;
  ask();
}

/// Requests the current URL of the download, within its total time. The caller's own fields go to
/// the origin they were meant for, not to where it redirects.
void loader_state::ask() {
  if (way_.has_left_origin())
    ask_with({});
  else if (with_.headers)
    ask_provider();
  else
    ask_with(settings_->options.headers.artifact);
}

void loader_state::ask_provider() {
  auto& options = settings_->options.artifact;
  auto limit = bounded(std::min(options.download_timeout, options.stall_timeout));
  ask_for_headers question{.about = {.traffic = traffic::artifact,
                                     .host = std::string(delivery::host_of(way_.url())),
                                     .attempt = refused_with_ == 0 ? 1 : 2,
                                     .last_status = refused_with_},
                           .deadline = steady_clock::now() + limit};
  request_from(self_, with_.headers, std::move(question))
    .then(
      [this](provided_headers& provided) {
        guarded([&] {
          auto fields = settings_->options.headers.artifact;
          delivery::add_fields(fields, provided.fields);
          ask_with(fields);
        });
      },
      [this](caf::error& err) { on_download_failure(to_error(err), true); });
}

void loader_state::ask_with(const http_headers& own_fields) {
  auto& options = settings_->options;
  auto& url = way_.url();
  http_request request{.token = round_,
                       .method = http_method::get,
                       .url = url,
                       .headers = {{"Accept", "*/*"}},
                       .deadline = load_started_ + bounded(options.artifact.download_timeout),
                       .connect_timeout = options.connect_timeout,
                       .stall_timeout = options.artifact.stall_timeout,
                       .max_response_size = options.artifact.max_size};
  if (!etag_.empty() && url == etag_url_)
    request.headers.emplace_back("If-None-Match", etag_);
  delivery::add_fields(request.headers, own_fields);
  if (needs_empty_authorization(options, request))
    request.headers.emplace_back("Authorization", "");
  awaits_answer_ = true;
  request_from(self_, pool_for(with_.pools, delivery::host_of(url)), std::move(request))
    .then(
      [this](http_response& answer) {
        if (std::exchange(awaits_answer_, false))
          guarded([&] { on_download(answer); });
      },
      [this](caf::error& err) {
        if (std::exchange(awaits_answer_, false))
          on_download_failure(pool_ended_error(err), true);
      });
}

void loader_state::on_download(http_response& answer) {
  if (answer.failure)
    return on_download_failure({.kind = answer.failure->kind, .message = answer.failure->message},
                               !answer.failure->permanent);
  if (answer.status == 304 && artifact_)
    return on_unchanged();
  if (is_redirect(answer.status)) {
    auto followed = way_.follow(answer);
    return followed ? ask() : on_download_failure(std::move(followed.error()), false);
  }
  if (answer.status == 401 && with_.headers && !way_.has_left_origin()
      && std::exchange(refused_with_, 401) == 0)
    return ask(); // Authorization may have run out; the provider may have another one.
  if (answer.status != 200)
    return on_download_failure(status_error(answer), may_change(answer.status));
  tell_place(answer.headers);
  auto etag = std::string(find_header(answer.headers, "etag").value_or(""));
  take(std::move(answer.body), std::move(etag), &answer.timings);
}

/// Names the target of redirects, which is otherwise hard to find.
void loader_state::on_download_failure(error err, bool may_retry) {
  if (way_.followed())
    err.message = "redirected to " + without_secrets(way_.url()) + ": " + err.message;
  on_failure(location_, std::move(err), may_retry);
}

bool loader_state::take(std::string body, std::string etag, const http_timings* timings) {
  auto& options = settings_->options;
  auto parse_started = steady_clock::now();
  auto& cache_file = options.artifact.cache_file;
  cached_artifact for_cache{.location = location_, .etag = etag, .etag_url = way_.url()};
  if (!cache_file.empty())
    for_cache.body = body;
  const auto size = body.size();
  auto compiled = compile_artifact(std::move(body), format_, options.organization_id);
  if (!compiled) {
    on_download_failure(std::move(compiled.error()), true);
    return false;
  }
  auto done = steady_clock::now();
  etag_ = std::move(etag);
  etag_url_ = way_.url();
  ++retrievals_;
  on_success();
  use(*compiled, location_, {.size = size, .compile_time = done - parse_started});
  send_to(
    self_, router_,
    tell_subscribers{.event = artifact_download_succeeded{.location = without_secrets(location_),
                                                          .artifact = std::move(*compiled)}});
  if (options.telemetry_enabled && timings) {
    delivery::call_times times{
      .execution = done - load_started_, .parsing = done - parse_started, .http = *timings};
    auto entry = delivery::make_artifact_telemetry_entry(times, system_clock::now());
    keep_telemetry(*settings_, router_, std::move(entry));
  }
  if (!cache_file.empty() && !write_artifact_cache(cache_file, for_cache))
    options.logger(log_level::warning, "cannot write the artifact cache " + cache_file);
  return true;
}

void loader_state::use(std::shared_ptr<const compiled_artifact> artifact, const std::string& from,
                       const compilation& how) {
  auto& seen = settings_->artifact_seen;
  const auto now = steady_clock::now();
  seen.size = how.size;
  seen.compile_time =
    std::chrono::duration_cast<std::chrono::microseconds>(how.compile_time).count();
  seen.loaded_at.set(now);
  seen.checked_at.set(now);
  seen.loaded.add();
  artifact_ = std::move(artifact);
  used_location_ = without_secrets(from);
  last_retrieved_ = std::chrono::floor<milliseconds>(system_clock::now().time_since_epoch());
  if (state_ == artifact_state::loading)
    enter(artifact_state::ready);
  publish();
}

void loader_state::publish() {
  if (!artifact_)
    return;
  artifact_trace trace{
    .location = used_location_,
    .polling_interval_ms = delivery::polling_interval(settings_->options.artifact).count(),
    .polling_halted = state_ == artifact_state::stopped,
    .retrieval_count = static_cast<std::int64_t>(std::max<std::uint64_t>(retrievals_, 1)),
    .last_retrieved_ms = last_retrieved_.count()};
  send_to(self_, router_, artifact_loaded{.artifact = artifact_, .trace = std::move(trace)});
}

void loader_state::enter(artifact_state next) {
  state_ = next;
  settings_->artifact_seen.state = next;
}

void loader_state::on_unchanged() {
  settings_->artifact_seen.unchanged.add();
  settings_->artifact_seen.checked_at.set(steady_clock::now());
  on_success();
}

void loader_state::on_success() {
  is_loading_ = false;
  failures_ = 0;
  if (state_ != artifact_state::stopped)
    enter(artifact_state::ready);
  poll_later();
}

void loader_state::on_failure(const std::string& location, error err, bool may_retry) {
  is_loading_ = false;
  ++failures_;
  settings_->artifact_seen.failed.add();
  auto shown = without_secrets(location);
  settings_->options.logger(log_level::warning,
                            "loading the artifact " + shown + " failed: " + to_string(err));
  send_to(self_, router_,
          tell_subscribers{.event = artifact_download_failed{.location = std::move(shown),
                                                             .error = std::move(err)}});
  if (state_ == artifact_state::stopped)
    return;
  std::optional<milliseconds> pause;
  if (may_retry)
    pause = delivery::pause_after_failures(failures_, settings_->options.retry, settings_->random);
  if (artifact_ || !pause)
    enter(artifact_state::degraded);
  if (pause)
    return load_later(*pause);
  failures_ = 0;
  poll_later();
}

void loader_state::tell_place(const http_headers& headers) {
  auto place = apply_geo_answer({}, json_view(), headers);
  if (place != geo{})
    send_to(self_, router_,
            tell_subscribers{.event = geo_location_updated{.geo = std::move(place)}});
}

// -- timers ---------------------------------------------------------------------------------------

void loader_state::load_later(milliseconds pause) {
  if (state_ == artifact_state::stopped)
    return;
  auto timer = load_artifact{.round = ++round_};
  if (pause == milliseconds(0))
    send_to(self_, self_, timer);
  else
    send_later(self_, self_, pause, timer);
}

void loader_state::poll_later() {
  if (auto pause = delivery::poll_pause(settings_->options.artifact, settings_->random))
    load_later(*pause);
}

artifact_snapshot loader_state::snapshot() const {
  return {.state = state_,
          .artifact = artifact_,
          .location = without_secrets(location_),
          .retrievals = retrievals_};
}

loader_actor spawn_loader(caf::actor_system& system, settings_ptr settings, router_actor router,
                          artifact_loaded before) {
  auto body = [](stateful_home<loader_actor, loader_state>* self, settings_ptr&& the_settings,
                 router_actor&& the_router, artifact_loaded&& loaded) {
    return state_of(self).behavior(std::move(the_settings), std::move(the_router),
                                   std::move(loaded));
  };
  return system.spawn(body, std::move(settings), std::move(router), std::move(before));
}

} // namespace target_sdk::detail
