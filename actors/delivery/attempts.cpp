#include "actors/delivery/attempts.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <target_sdk/config.hpp>
#include <target_sdk/models/serialization.hpp>

#include "actors/delivery/answer_reader.hpp"
#include "actors/delivery/exchange_log.hpp"
#include "delivery/headers.hpp"
#include "delivery/interpret.hpp"
#include "delivery/routing.hpp"
#include "delivery/telemetry.hpp"
#include "delivery/trace_context.hpp"

namespace target_sdk::detail {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using std::chrono::system_clock;

/// Beyond that, memory is not kept for the next exchange.
constexpr std::size_t max_kept_body = 64 * 1024;
constexpr std::size_t max_kept_answers = 64;

constexpr std::size_t usual_headers = 5;

/// Constant headers, but for the id.
void set_headers(http_headers& headers, const random_source& random) {
  if (headers.size() != usual_headers) {
    headers.clear();
    headers.reserve(usual_headers);
    headers.emplace_back("Content-Type", "application/json");
    headers.emplace_back("Accept", "application/json");
    headers.emplace_back("X-EXC-SDK", "TargetCpp");
    headers.emplace_back("X-EXC-SDK-Version", TARGET_SDK_VERSION);
    headers.emplace_back("X-Request-Id", "");
  }
  headers.back().second = make_uuid(random);
}

} // namespace

attempts::~attempts() {
  if (reader_)
    caf::anon_send_exit(reader_, caf::exit_reason::user_shutdown);
}

void attempts::start(active_call& call) {
  settings_.retries.deposit(settings_.options.retry.budget);
  delivery::fit_for_service(call.prepared.request);
  auto waiting = settings_.telemetry.take_all();
  call.carries_telemetry = !waiting.empty();
  delivery::add_telemetry(call.prepared.request, std::move(waiting));
  send(call);
}

void attempts::retry(call_table::call_id id) {
  if (auto* call = calls_.find(id)) {
    call->is_pausing = false;
    send(*call);
  }
}

void attempts::help_slow_calls() {
  auto now = steady_clock::now();
  if (calls_.empty())
    watched_ = {};
  while (!watched_.empty() && watched_.top().due <= now) {
    auto slow = watched_.top();
    watched_.pop();
    auto* call = calls_.find(slow.call);
    bool is_waiting = call && call->exchange == slow.exchange && call->stage == request_stage::sent;
    if (is_waiting && may_send_again(*call, milliseconds(0))) {
      call->repeats = {.what = retry_reason::type::slow};
      send(*call);
    }
  }
}

void attempts::send(active_call& call) {
  auto host = delivery::delivery_host(settings_.options, call.prepared.cluster);
  auto request = make_request(call, host);
  exchanges_.start(call, traffic::delivery, std::move(host), std::move(request),
                   [this](active_call& asked, http_response& answer) { on_answer(asked, answer); });
  auto& options = settings_.options;
  auto now = steady_clock::now();
  if (!options.attempt_timeout && call.attempts < options.retry.max_attempts)
    if (auto patience = delivery::patience(call.record->deadline - now))
      watched_.push({.due = now + *patience, .call = call.record->id, .exchange = call.exchange});
}

http_request attempts::make_request(const active_call& call, const std::string& host) {
  auto& options = settings_.options;
  auto deadline = call.record->deadline;
  if (options.attempt_timeout)
    deadline = std::min(deadline, steady_clock::now() + *options.attempt_timeout);
  auto memory = take_memory();
  auto request = std::move(memory.request);
  request.method = http_method::post;
  request.url.clear();
  delivery::append_delivery_url(request.url, options, host, call.prepared.session_id);
  set_headers(request.headers, settings_.random);
  delivery::add_fields(request.headers, options.headers.delivery);
  delivery::add_fields(request.headers, call.record->call.headers.delivery);
  delivery::add_trace(request.headers, call.record->call.trace);
  request.body.clear();
  append_json_text(request.body, call.prepared.request);
  request.deadline = deadline;
  request.connect_timeout = options.connect_timeout;
  request.max_response_size = options.max_response_size;
  request.answer_memory = {.headers = std::move(memory.headers), .body = std::move(memory.body)};
  return request;
}

bool attempts::has_own_fields(const active_call& call) const noexcept {
  const auto& asked = call.record->call;
  return !settings_.options.headers.delivery.empty() || exchanges_.has_provider()
         || !asked.headers.delivery.empty() || !asked.trace.empty();
}

void attempts::on_answer(active_call& call, http_response& answer) {
  log_response(settings_.options, call, answer);
  note(call, answer);
  auto received = steady_clock::now();
  if (!answer.failure && answer.body.size() > largest_answer_read_here)
    read_elsewhere(call, answer, received);
  else
    on_read(call, answer, delivery::read_response(answer), received);
}

void attempts::note(active_call& call, const http_response& answer) {
  auto& story = call.record->story;
  if (!story || (answer.failure && answer.failure->kind == error_kind::unavailable))
    return;
  story->host = call.info.host;
  story->http_status = answer.failure ? 0 : answer.status;
  story->timings = answer.timings;
  story->bytes_sent += answer.timings.bytes_sent;
  story->bytes_received += answer.timings.bytes_received;
}

void attempts::read_elsewhere(active_call& call, http_response& answer, steady_time received) {
  if (!reader_)
    reader_ = spawn_reader(self_->system());
  exchanges_.cancel(call); // It is complete: others are not needed.
  auto id = call.record->id;
  request_from(self_, reader_,
               read_answer{.answer = std::make_shared<http_response>(std::move(answer))})
    .then(
      [this, id, received](answer_read& read) {
        if (auto* waiting = calls_.find(id))
          on_read(*waiting, *read.answer, std::move(*read.response), received);
      },
      [this, id](caf::error& err) {
        if (auto* waiting = calls_.find(id))
          outcomes_.on_failure(*waiting, to_error(err));
      });
}

void attempts::on_read(active_call& call, http_response& answer,
                       result<delivery_response>&& response, steady_time received) {
  if (!response)
    return on_failed_attempt(call, std::move(response.error()), answer);
  delivery::call_times times{.http = answer.timings};
  exchanges_.cancel(call);
  call.info = {.http_status = answer.status,
               .attempts = call.attempts,
               .host = std::move(call.info.host),
               .timings = answer.timings};
  if (has_own_fields(call))
    answer.request.headers.clear(); // The next request has others.
  keep_memory(answer);
  auto read = steady_clock::now();
  times.execution = read - call.record->started;
  times.parsing = read - received;
  call.info.duration = std::chrono::duration_cast<std::chrono::microseconds>(times.execution);
  outcomes_.on_response(call, std::move(*response), times);
}

void attempts::on_failed_attempt(active_call& call, error err, const http_response& answer) {
  auto& options = settings_.options;
  // No other attempt can be made.
  if (call.stage == request_stage::not_sent) {
    if (call.slow.empty())
      outcomes_.on_failure(call, std::move(err));
    return;
  }
  if (err.kind == error_kind::unavailable)
    call.attempts -= 1; // It was not made.
  call.last_status = answer.failure ? 0 : answer.status;
  if (!answer.failure && has_own_fields(call))
    delivery::mask_fields(err.message, answer.request.headers);
  auto pause = delivery::backoff(options.retry, call.attempts + 1, settings_.random);
  if (!answer.failure)
    pause = std::max(
      pause, delivery::retry_after(answer.headers, system_clock::now()).value_or(milliseconds(0)));
  bool is_worth_it = delivery::is_retryable(err, answer);
  bool is_refused = !is_worth_it && !answer.failure;
  const auto failure = err.kind;
  call.first_error = delivery::more_informative(std::move(call.first_error), std::move(err));
  // Also where a retry of the same host would not help, as when its certificate was refused.
  bool leaves_edge = delivery::is_edge_out_of_reach(options, call.prepared.cluster, answer);
  if (leaves_edge)
    call.prepared.cluster.clear();
  if (is_refused)
    return give_up(call);
  if (call.exchange != 0 || call.is_pausing)
    return; // A later attempt decides.
  if ((leaves_edge || is_worth_it) && may_send_again(call, pause)) {
    call.repeats = {.what = retry_reason::type::failed, .failure = failure};
    call.is_pausing = pause > milliseconds(0);
    if (call.is_pausing)
      send_later(self_, self_, pause, retry_call{.call = call.record->id});
    else
      send(call);
  } else if (call.slow.empty()) {
    give_up(call);
  }
}

bool attempts::may_send_again(const active_call& call, milliseconds pause) {
  auto& options = settings_.options.retry;
  auto now = steady_clock::now();
  return call.attempts < options.max_attempts && now + pause < call.record->deadline
         && settings_.retries.withdraw(options.budget, now);
}

void attempts::give_up(active_call& call) {
  exchanges_.cancel(call);
  outcomes_.on_failure(call, std::move(*call.first_error));
}

http_response attempts::take_memory() {
  if (memory_.empty())
    return {};
  auto memory = std::move(memory_.back());
  memory_.pop_back();
  return memory;
}

void attempts::keep_memory(http_response& answer) {
  bool is_small =
    answer.body.capacity() <= max_kept_body && answer.request.body.capacity() <= max_kept_body;
  if (is_small && memory_.size() < max_kept_answers)
    memory_.push_back(std::move(answer));
}

} // namespace target_sdk::detail
