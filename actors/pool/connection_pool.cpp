#include "actors/pool/connection_pool.hpp"

#include <string>
#include <string_view>
#include <utility>

#include "actors/pool/connection_pool_actor.hpp"
#include "actors/pool/curl/handles.hpp"
#include "models/url_parts.hpp"

namespace target_sdk::pool {

namespace {

/// Unused easy handles and exchanges kept for the next ones; each costs some 20 KB.
constexpr std::size_t max_kept = 256;

constexpr std::size_t answers_at_a_time = 64;

using std::chrono::duration_cast;
using std::chrono::microseconds;

http_failure shutting_down(bool sent) {
  return {
    .kind = error_kind::shutting_down, .message = "the connection pool is closing", .sent = sent};
}

/// libcurl sends at most 1 MiB.
constexpr std::size_t max_head_bytes = 1'000'000;

std::size_t head_bytes(const http_request& request) noexcept {
  auto bytes = request.url.size();
  for (const auto& [name, value] : request.headers)
    bytes += name.size() + value.size() + std::string_view(": \r\n").size();
  return bytes;
}

/// libcurl forgets addresses after a minute, and would look for others.
told_addresses to_be_told(const origin_state& origin, std::chrono::steady_clock::time_point now) {
  bool is_known = origin.told.version == origin.host->version
                  && now - origin.told.time < std::chrono::seconds(30);
  return is_known ? told_addresses{} : told_addresses{origin.host->version, now};
}

/// As libcurl says it.
http_failure unknown_host(const http_exchange& exchange) {
  auto host = detail::split_url(exchange.request.url).host_and_port;
  return curl::to_http_failure({.code = CURLE_COULDNT_RESOLVE_HOST,
                                .text = host,
                                .url = exchange.request.url,
                                .request_sent = false});
}

/// Counts the time that an exchange waited for an address, as libcurl would.
void add_lookup(http_timings& timings, std::chrono::microseconds lookup) noexcept {
  for (auto* each : {&timings.name_lookup, &timings.connect, &timings.app_connect,
                     &timings.start_transfer, &timings.total})
    if (each->count() > 0)
      *each += lookup;
}

std::string why_expired(const http_exchange& exchange, std::chrono::steady_clock::time_point now) {
  const auto& request = exchange.request;
  std::string host(detail::split_url(request.url).host_and_port);
  if (now < request.deadline && !exchange.transfer)
    return "no address of " + host + " within " + std::to_string(request.connect_timeout.count())
           + " ms";
  if (now < request.deadline)
    return "no byte from " + host + " for " + std::to_string(request.stall_timeout.count()) + " ms";
  return (exchange.transfer ? "no answer from " : "no free connection to ") + host
         + " by the deadline";
}

} // namespace

connection_pool::connection_pool(caf::actor_config& config, pool_options options, log_sink log,
                                 breaker_setup breakers, std::shared_ptr<pool_figures> figures)
  : io_actor(config),
    options_(std::move(options)),
    log_(std::move(log)),
    figures_(std::move(figures)),
    idle_transfers_(max_kept),
    watch_(breakers, log_, figures_),
    lines_(options_, breakers.options) {
}

bool connection_pool::on_start() {
  figures_->clear();
  multi_.emplace(options_, epoll());
  names_.emplace(multi_->may_use_proxy(), caf::actor_cast<caf::actor>(address()));
  if (!multi_->is_ready() && log_.enabled(log_level::error))
    log_(log_level::error, "The connection pool cannot start: libcurl refuses");
  return multi_->is_ready();
}

bool connection_pool::on_message(caf::mailbox_element& message) {
  if (auto request = detail::take_content<http_request>(message)) {
    auto token = request->token;
    submit(std::move(*request), http_promise(promise_for(message), token));
    return true;
  }
  if (auto order = detail::take_content<http_cancel>(message)) {
    cancel(message.sender.get(), order->token);
    if (message.mid.is_request())
      promise_for(message).deliver(caf::unit);
    return true;
  }
  if (auto found = detail::take_content<name_found>(message)) {
    on_name(std::move(*found));
    return true;
  }
  if (detail::take_content<get_pool_statistics>(message)) {
    promise_for(message).deliver(statistics());
    return true;
  }
  return false;
}

void connection_pool::on_event(int descriptor, std::uint32_t events) {
  multi_->handle_event(descriptor, events);
}

io_actor::clock::time_point connection_pool::on_turn() {
  finish_completed();
  auto now = clock::now();
  finish_expired(now);
  hand_out_answers();
  close_expired();
  start_waiting();
  multi_->resume();
  if (multi_->handle_time(now)) {
    finish_completed();
    start_waiting();
  }
  multi_->flush();
  hand_out_answers();
  show();
  if (under_way_.empty())
    idle_transfers_.return_memory();
  auto next = multi_->has_paused() ? now : multi_->next_time();
  return deadlines_.empty() ? next : std::min(next, deadlines_.begin()->first);
}

void connection_pool::on_stop() {
  names_.reset();
  while (!deadlines_.empty()) {
    auto& exchange = *deadlines_.begin()->second;
    fail(exchange, shutting_down(exchange.transfer != nullptr));
  }
  hand_out_answers();
  if (multi_)
    close_expired();
  idle_transfers_.clear();
  figures_->clear();
  if (!multi_)
    return;
  multi_.reset();
  curl::free_tls_thread_state();
}

void connection_pool::submit(http_request&& request, http_promise promise) {
  if (!promise.is_pending())
    return;
  auto now = clock::now();
  if (auto failure = refuse(request, now)) {
    ++exchanges_;
    figures_->refused.add(failure->kind);
    promise.answer(std::move(*failure));
    return;
  }
  if (free_.empty())
    free_.emplace_back();
  auto position = free_.begin();
  auto& exchange = *position;
  exchange.position = position;
  exchange.deadline = deadlines_.end();
  exchange.name = index_.end();
  exchange.request = std::move(request);
  exchange.promise = std::move(promise);
  bool has_address = true;
  try {
    lines_.enter(exchange, free_, now);
    exchange.deadline = deadlines_.emplace(exchange.request.deadline, &exchange);
    exchange.name =
      index_.emplace(exchange_key{exchange.promise.sender(), exchange.request.token}, &exchange);
    if (auto refusal = watch_.admit(exchange, now))
      return fail(exchange, std::move(*refusal));
    has_address = find_address(exchange, now);
  } catch (...) {
    return fail(exchange, {.message = "out of memory", .sent = false});
  }
  if (!has_address)
    fail(exchange, unknown_host(exchange));
}

bool connection_pool::find_address(http_exchange& exchange, clock::time_point now) {
  auto& origin = *exchange.origin;
  if (std::exchange(origin.is_new, false))
    origin.host = names_->find(exchange.request.url);
  exchange.lookup = {};
  if (!origin.host)
    return true;
  auto answer = names_->ask(origin.host, now);
  origin.awaits_address = answer == host_names::answer::awaited;
  if (origin.awaits_address)
    end_at(exchange, std::min(exchange.request.deadline, now + exchange.request.connect_timeout));
  return answer != host_names::answer::unknown;
}

void connection_pool::on_name(name_found&& found) {
  if (!names_)
    return;
  if (!found.reason.empty() && log_.enabled(log_level::debug))
    log_(log_level::debug, "The lookup of " + found.host + " failed: " + found.reason);
  auto now = clock::now();
  if (auto host = names_->take(std::move(found), now))
    lines_.for_each_of(*host, [&](origin_state& origin) {
      if (std::exchange(origin.awaits_address, false))
        end_waiting_for(origin, now);
    });
}

void connection_pool::end_waiting_for(origin_state& origin, clock::time_point now) {
  if (origin.host->addresses.empty())
    while (!origin.waiting.empty())
      fail(origin.waiting.front(), unknown_host(origin.waiting.front()));
  for (auto& exchange : origin.waiting) {
    exchange.lookup = std::chrono::duration_cast<std::chrono::microseconds>(now - exchange.entered);
    end_at(exchange, exchange.request.deadline);
  }
}

std::optional<http_failure> connection_pool::refuse(const http_request& request,
                                                    clock::time_point now) const {
  if (is_stopping())
    return shutting_down(false);
  if (request.deadline <= now)
    return http_failure{.kind = error_kind::timeout,
                        .message = "the deadline had passed before the exchange began",
                        .sent = false};
  if (deadlines_.size() >= options_.queue_bound)
    return http_failure{.kind = error_kind::overloaded,
                        .message = std::to_string(options_.queue_bound)
                                   + " exchanges are waiting or under way",
                        .sent = false};
  if (!curl::header_list::is_valid(request.headers))
    return http_failure{.kind = error_kind::invalid_request,
                        .message = "a header name or value holds a forbidden character",
                        .sent = false,
                        .permanent = true};
  if (head_bytes(request) > max_head_bytes)
    return http_failure{.kind = error_kind::invalid_request,
                        .message = "URL and headers are larger than "
                                   + std::to_string(max_head_bytes) + " bytes",
                        .sent = false,
                        .permanent = true};
  return std::nullopt;
}

void connection_pool::cancel(const void* asker, std::uint64_t token) {
  auto [first, last] = index_.equal_range({asker, token});
  while (first != last) {
    auto& exchange = *first->second;
    ++first;
    bool sent = exchange.transfer && exchange.transfer->is_request_sent(exchange.request.url);
    fail(exchange,
         {.kind = error_kind::cancelled, .message = "cancelled by its sender", .sent = sent});
  }
}

pool_statistics connection_pool::statistics() const {
  if (!multi_)
    return {};
  return {.exchanges = exchanges_,
          .reused = reused_,
          .wakes = wakes(),
          .active = under_way_.size(),
          .queued = lines_.waiting(),
          .open_connections = multi_->sockets().open_connections()};
}

void connection_pool::show() noexcept {
  figures_->wakes.add(wakes() - std::exchange(shown_wakes_, wakes()));
  figures_->active.store(under_way_.size(), std::memory_order_relaxed);
  figures_->queued.store(lines_.waiting(), std::memory_order_relaxed);
  if (multi_)
    figures_->open_connections.store(multi_->sockets().open_connections(),
                                     std::memory_order_relaxed);
}

void connection_pool::start_waiting() {
  if (lines_.waiting() == 0)
    return;
  auto now = clock::now();
  while (auto* exchange = lines_.next(under_way_, now)) {
    exchange->queued = duration_cast<microseconds>(now - exchange->entered) - exchange->lookup;
    figures_->queueing.add(now - exchange->entered);
    start(*exchange);
  }
}

void connection_pool::start(http_exchange& exchange) {
  try {
    exchange.transfer = idle_transfers_.take(options_, *multi_);
    exchange.begun = clock::now();
    exchange.is_decoded = exchange.origin->decodes;
    auto& origin = *exchange.origin;
    exchange.tells = origin.host ? to_be_told(origin, exchange.begun) : told_addresses{};
    auto code = exchange.transfer->prepare(
      exchange.request, &exchange,
      {.decodes = exchange.is_decoded,
       .multiplexed = origin.multiplexed,
       .addresses = exchange.tells.version != 0 ? origin.host->addresses : std::string_view{},
       .connections = origin.connections},
      exchange.begun);
    if (code == CURLE_OK && multi_->add(exchange.transfer->easy()) == CURLM_OK) {
      end_at(exchange, exchange.transfer->ends_at(exchange.request));
      return;
    }
    // Nothing was attempted: libcurl's data is that of the previous exchange.
    auto failure = curl::to_http_failure({.code = code == CURLE_OK ? CURLE_OUT_OF_MEMORY : code,
                                          .url = exchange.request.url,
                                          .request_sent = false});
    idle_transfers_.put_back(std::move(exchange.transfer), *multi_);
    fail(exchange, std::move(failure));
  } catch (...) {
    fail(exchange, {.message = "out of memory", .sent = false});
  }
}

void connection_pool::finish_completed() {
  while (auto completion = multi_->next_completion()) {
    auto& exchange = *static_cast<http_exchange*>(curl::transfer::owner_of(completion->easy));
    if (completion->code == CURLE_OK)
      succeed(exchange);
    else if (exchange.is_decoded && exchange.transfer->has_unknown_encoding(completion->code))
      ask_for_plain(exchange);
    else
      fail(exchange, exchange.transfer->failure(completion->code, exchange.request));
  }
}

/// Some servers send a character encoding as Content-Encoding, and libcurl discards the body. It is
/// requested once more without decoding, and so are the next ones of the origin.
void connection_pool::ask_for_plain(http_exchange& exchange) {
  exchange.origin->decodes = false;
  if (log_.enabled(log_level::debug))
    log_(log_level::debug, "Unknown Content-Encoding from "
                             + std::string(detail::split_url(exchange.request.url).host_and_port)
                             + ": asked again without");
  idle_transfers_.put_back(std::move(exchange.transfer), *multi_);
  start(exchange);
}

void connection_pool::end_at(http_exchange& exchange, clock::time_point time) {
  if (exchange.deadline->first == time)
    return;
  auto node = deadlines_.extract(exchange.deadline);
  node.key() = time;
  exchange.deadline = deadlines_.insert(std::move(node));
}

/// Whether a due exchange continues, because bytes arrived since its time was set.
bool connection_pool::goes_on(http_exchange& exchange, clock::time_point now) {
  if (!exchange.transfer)
    return false;
  auto end = exchange.transfer->ends_at(exchange.request);
  if (end > now)
    end_at(exchange, end);
  return end > now;
}

void connection_pool::finish_expired(clock::time_point now) {
  while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
    auto& exchange = *deadlines_.begin()->second;
    if (goes_on(exchange, now))
      continue;
    bool sent = exchange.transfer && exchange.transfer->is_request_sent(exchange.request.url);
    bool is_late = exchange.transfer || now >= exchange.request.deadline;
    exchange.has_expired = exchange.transfer != nullptr;
    if (exchange.has_expired)
      expired_.emplace_back();
    fail(exchange, {.kind = is_late ? error_kind::timeout : error_kind::transport,
                    .message = why_expired(exchange, now),
                    .sent = sent});
    // Many may end at one moment: their askers need not wait until the last one has.
    if (answers_.size() >= answers_at_a_time)
      hand_out_answers();
  }
}

void connection_pool::close_expired() noexcept {
  for (auto& [transfer, request] : expired_) {
    if (!transfer)
      continue;
    // It may be dead: with HTTP/2 later exchanges would share it.
    transfer->close_connection();
    idle_transfers_.put_back(std::move(transfer), *multi_);
  }
  expired_.clear();
}

void connection_pool::succeed(http_exchange& exchange) {
  auto response = exchange.transfer->take_answer();
  reused_ += response.connection_reused;
  if (!response.connection_reused)
    add_lookup(response.timings, exchange.lookup);
  if (exchange.tells.version != 0)
    exchange.origin->told = exchange.tells;
  if (!exchange.is_decoded)
    exchange.origin->decodes = !find_header(response.headers, "Content-Encoding");
  keep_answer(exchange, std::move(response));
}

void connection_pool::fail(http_exchange& exchange, http_failure failure) {
  http_response response;
  if (exchange.transfer)
    response.timings = exchange.transfer->timings();
  if (log_.enabled(log_level::debug))
    log_(log_level::debug, "Exchange failed: " + failure.message);
  response.failure = std::move(failure);
  keep_answer(exchange, std::move(response));
}

void connection_pool::keep_answer(http_exchange& exchange, http_response&& response) {
  const auto now = clock::now();
  figures_->on_end(exchange, response, now);
  bool has_opened = watch_.on_end(exchange, response, now);
  auto* origin = exchange.origin;
  auto promise = detach(exchange, response);
  answers_.emplace_back(std::move(promise), std::move(response));
  if (has_opened)
    refuse_waiting(*origin);
}

void connection_pool::refuse_waiting(origin_state& origin) {
  while (!origin.waiting.empty()) {
    auto& exchange = origin.waiting.front();
    fail(exchange, watch_.refusal(exchange, clock::now()));
  }
}

/// Sent one by one, each answer would wake a sleeping asker.
void connection_pool::hand_out_answers() {
  if (answers_.empty())
    return;
  show();
  for (auto& [promise, response] : answers_)
    promise.answer(std::move(response));
  answers_.clear();
}

http_promise connection_pool::detach(http_exchange& exchange, http_response& response) noexcept {
  ++exchanges_;
  if (exchange.deadline != deadlines_.end())
    deadlines_.erase(exchange.deadline);
  if (exchange.name != index_.end())
    index_.erase(exchange.name);
  if (exchange.has_expired)
    expired_.back() = {std::move(exchange.transfer), std::move(exchange.request)};
  if (exchange.state == exchange_state::under_way) {
    if (exchange.transfer)
      idle_transfers_.put_back(std::move(exchange.transfer), *multi_);
    lines_.ended(exchange, response);
    free_.splice(free_.begin(), under_way_, exchange.position);
  } else if (exchange.state == exchange_state::waiting) {
    lines_.leave(exchange, free_);
  }
  auto promise = std::move(exchange.promise);
  exchange.state = exchange_state::free;
  exchange.has_expired = false;
  response.request = std::move(exchange.request);
  if (free_.size() > max_kept)
    free_.pop_back();
  return promise;
}

} // namespace target_sdk::pool

namespace target_sdk {

bool start_http() noexcept {
  return curl::start();
}

connection_pool_actor spawn_connection_pool(caf::actor_system& system, const pool_options& options,
                                            const log_sink& log, const breaker_setup& breakers,
                                            std::shared_ptr<pool::pool_figures> figures) {
  if (!figures)
    figures = std::make_shared<pool::pool_figures>();
  return caf::actor_cast<connection_pool_actor>(
    system.spawn<pool::connection_pool, caf::detached>(options, log, breakers, std::move(figures)));
}

} // namespace target_sdk
