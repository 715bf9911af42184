// Messages between the actors of one client. They hold pointers and never leave the process.
#pragma once

#include <chrono>
#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include <target_sdk/actors.hpp>

#include "actors/accepted_call.hpp"
#include "actors/artifact/published_artifact.hpp"
#include "delivery/packed_call.hpp"
#include "delivery/stored_call.hpp"

namespace target_sdk::detail {

/// A call whose answer is offers.
struct start_offers_call {
  call_ptr record = {};
};

/// A call whose answer is attributes.
struct start_attributes_call {
  call_ptr record = {};
};

/// Asks to read a large answer of the Delivery API.
struct read_answer {
  std::shared_ptr<http_response> answer = {};
};

/// What was read of it: the response, and its details.
struct answer_read {
  std::shared_ptr<http_response> answer = {};
  std::shared_ptr<result<offers>> gathered = {};
};

/// Reads answers.
using reader_actor = compat::interface<answer_read(read_answer)>;

/// The caller cancelled a call.
struct cancel_call {
  std::uint64_t call = 0;
};

/// Raises an event to all subscribers.
struct tell_subscribers {
  target_sdk::event event = {};
};

/// Asks the caller's header provider about a request.
struct ask_for_headers {
  coming_request about = {};
  steady_time deadline = {}; ///< Answered by then.
};

/// What the provider gave: fields that can be sent.
struct provided_headers {
  http_headers fields = {};
};

/// A thread has asked the provider.
struct headers_answered {
  std::uint64_t ask = 0;
  std::size_t thread = 0;
  result<http_headers> fields = {};
  std::string thrown = {}; ///< What the provider threw, for debugging.
};

/// Time to look for asks that are late, or have waited long enough. Another `time` than the one
/// awaited is outdated.
struct look_after_asks {
  steady_time time = {};
};

/// Asks the caller's header provider. Errors begin with `headers.provider: `.
using headers_actor = compat::interface<provided_headers(ask_for_headers), void(headers_answered),
                                        void(look_after_asks)>;

/// What the headers actor answers when the provider was too slow.
error late_provider_error();

/// Why a question got no answer when the actor of headers had ended.
error provider_ended_error();

/// What is answered elsewhere.
enum class carried : std::uint8_t {
  offers,        ///< A `get_offers`.
  notifications, ///< A `send_notifications`.
  report,        ///< A `send_notifications`, which is to be kept.
};

/// Asks to have a call answered elsewhere, by its deadline.
struct carry_call {
  std::uint64_t id = 0; ///< Unique within its client.
  carried kind = carried::offers;
  std::string session = {}; ///< Calls of one session go to the same place. Empty: to any.
  steady_time deadline = {};
  std::string text = {}; ///< The call, as JSON.
};

/// The answer: `offers` or `accepted`, as JSON.
struct call_carried {
  std::string text = {};
};

/// Brings calls to where they are answered, in place of the server.
using carrier_actor = compat::interface<call_carried(carry_call), void(cancel_call)>;

/// Requests are made with these from now on.
struct use_pools {
  std::vector<connection_pool_actor> pools = {};
  headers_actor headers = {}; ///< Null without a provider.
  carrier_actor carrier = {}; ///< Null when the client asks the server itself.
};

/// The pool that the client was given has ended. It answers nothing any more, and nothing can be
/// sent.
struct connections_lost {};

/// Reports are carried by this actor.
struct use_carrier {
  carrier_actor carrier = {};
};

/// Workers send impressions to this actor.
struct use_notification {
  notification_actor notification = {};
};

/// A new artifact, or its new state, for all who decide.
struct use_artifact {
  std::shared_ptr<const published_artifact> published = {};
};

/// Time to load the artifact (again). An outdated `round` is ignored.
struct load_artifact {
  std::uint64_t round = 0;
};

/// The artifact actor with its own clock.
using loader_actor = artifact_actor::extend_with<
  compat::interface<void(use_pools), void(load_artifact), void(connections_lost)>>;

/// The loader has an artifact.
struct artifact_loaded {
  std::shared_ptr<const compiled_artifact> artifact = {};
  artifact_trace trace = {};
};

/// Time to check for telemetry to flush and for expired waits for readiness.
struct check_waits {
  bool is_periodic = false;
};

/// Time to check for calls past their deadline.
struct end_late_calls {};

/// Time for the next attempt of a call.
struct retry_call {
  std::uint64_t call = 0;
};

/// Ends all calls of a worker with `shutting_down`; answered when that is done.
struct cancel_all_calls {};

/// Answered when a worker has handled all earlier messages.
struct catch_up {};

/// Time to replace a pool that ended soon after its start.
struct replace_pool {
  std::size_t index = 0;
};

/// Time to replace the artifact actor that ended.
struct replace_artifact_actor {};

/// Time to replace the carrier that ended.
struct replace_carrier {};

/// A report on its way, counted until its sender is answered.
struct arriving_report {
  delivery::packed_call report = {};
  open_call counted = {};
};

/// One from the facade, which waits to hear that it is kept; answered even when the message gets
/// lost.
struct report_ticket {
  arriving_report arriving;
  std::shared_ptr<pending_state<accepted>> waiter;

  report_ticket(arriving_report report, std::shared_ptr<pending_state<accepted>> state)
    : arriving(std::move(report)),
      waiter(std::move(state)) {}
  report_ticket(const report_ticket&) = delete;
  report_ticket& operator=(const report_ticket&) = delete;
  ~report_ticket() {
    waiter->complete(fail(error_kind::shutting_down, "the client ended before it was kept"));
  }
};

/// Asks to keep the report of a ticket.
struct keep_report {
  std::shared_ptr<report_ticket> ticket = {};
};

/// A `keep_notifications` that is counted.
struct keep_arrived {
  std::shared_ptr<arriving_report> what = {};
};

/// Impressions on their way, counted until the notification actor takes them.
struct arriving_impressions {
  send_notifications call = {};
  open_call counted = {};
};

/// `impressions` that are counted.
struct arrived_impressions {
  std::shared_ptr<arriving_impressions> what = {};
};

/// Time to check the queue of notifications again. A `time` other than the awaited one is outdated.
struct look_after_queue {
  steady_time time = {};
};

/// Delivers waiting notifications until the deadline, and gives up the rest and later ones. When it
/// is answered, events have reported each loss.
struct close_queue {
  steady_time deadline = {};
  bool is_final = false; ///< Nothing comes after it: the outbox is closed before the answer.
};

/// Ends the client: no new calls, notifications delivered until the deadline, then everything.
struct close_client {
  steady_time deadline = {};
  std::shared_ptr<std::promise<void>> done = {}; ///< Released when that is done, or lost.
};

/// A wait for the client to be ready; answered even if the message is lost.
struct ready_ticket {
  std::shared_ptr<pending_state<client_ready>> waiter;

  explicit ready_ticket(std::shared_ptr<pending_state<client_ready>> state)
    : waiter(std::move(state)) {}
  ready_ticket(const ready_ticket&) = delete;
  ready_ticket& operator=(const ready_ticket&) = delete;
  ~ready_ticket() {
    waiter->complete(fail(error_kind::shutting_down, "the client ended before it was ready"));
  }
};

/// Asks to answer a ticket when the client can decide.
struct await_ready {
  std::shared_ptr<ready_ticket> ticket = {};
};

/// The notification actor with its own clock and its end, and what the facade asks of it.
/// `start_offers_call` brings notifications, more than fit in a request.
using notifier_actor = notification_actor::extend_with<
  compat::interface<offers(start_offers_call), void(cancel_call), void(keep_report),
                    accepted(keep_arrived), void(arrived_impressions), drained(close_queue),
                    void(look_after_queue), void(connections_lost), void(use_carrier)>>;

/// Tells the router its fellow actors.
struct meet_siblings {
  notifier_actor notification = {};
  attributes_actor attributes = {};
  loader_actor artifact = {}; ///< Null for clients that only ask the server.
};

using worker_actor =
  compat::interface<offers(start_offers_call), attributes(start_attributes_call), void(cancel_call),
                    void(use_pools), void(use_notification), void(use_artifact),
                    void(end_late_calls), void(retry_call), void(cancel_all_calls), void(catch_up),
                    void(connections_lost)>;

/// The router: `delivery_actor`, and the requests of the client's other actors.
using router_actor = delivery_actor::extend_with<
  compat::interface<offers(start_offers_call), attributes(start_attributes_call), void(cancel_call),
                    void(tell_subscribers), void(await_ready), void(meet_siblings),
                    void(replace_pool), void(replace_artifact_actor), void(replace_carrier),
                    void(artifact_loaded), void(check_waits), void(close_client)>>;

/// Sends what the parts of a page have asked, without waiting for more.
struct flush_page {};

/// The same; later asks are refused.
struct close_page {};

/// The page has no handle any more: only its parts hold its actor now.
struct leave_page {};

/// Time to look after the asks of a page.
struct look_after_page {};

/// Gathers what the parts of a page ask. Its mailbox makes calls of their questions.
using page_actor = delivery_actor::extend_with<compat::interface<
  attributes(get_attributes), offers(start_offers_call), attributes(start_attributes_call),
  void(cancel_call), void(flush_page), void(close_page), void(leave_page), void(look_after_page)>>;

/// Opens the file of the outbox; `done` hears how that went.
struct open_outbox {
  std::shared_ptr<std::promise<result<void>>> done = {};
};

/// Events of the outbox go to the router from now on. Answered with what it holds.
struct start_outbox {
  router_actor router = {};
};

/// The content of an outbox.
struct outbox_content {
  std::size_t count = 0; ///< Notifications.
};

/// Asks to keep a call; answered when it is on the disk.
struct store_call {
  delivery::stored_call call = {};
};

/// A call is on the disk.
struct call_stored {
  std::int64_t first = 0; ///< The number of its first notification; the others follow.
};

/// Asks for the oldest notifications with numbers above `last`.
struct load_calls {
  std::int64_t last = 0;
  std::size_t at_most = 0; ///< Notifications.
};

/// Calls of the outbox, or parts of them.
struct calls_loaded {
  std::vector<delivery::stored_call> calls = {};
  bool is_end = true; ///< There is nothing behind them.
};

/// These were delivered, or are given up.
struct remove_stored {
  std::vector<std::int64_t> numbers = {};
};

/// Time to write what has come. An outdated `round` is ignored.
struct write_outbox {
  std::uint64_t round = 0;
};

/// Writes what has come and closes the file; answered when that is done.
struct close_outbox {};

/// Keeps notifications in a file, on a thread of its own. Answers in the order of the questions;
/// `catch_up` when all that came before is written.
using outbox_actor =
  compat::interface<void(open_outbox), outbox_content(start_outbox), call_stored(store_call),
                    calls_loaded(load_calls), void(remove_stored), void(write_outbox),
                    void(catch_up), void(close_outbox)>;

/// Whether a request failed because its receiver had ended before.
bool has_not_arrived(const caf::error& err);

/// Why requests fail after `connections_lost`.
error connections_lost_error();

/// Why a request got no answer from its pool.
error pool_ended_error(const caf::error& err);

/// Why a call was not carried when its carrier had ended.
error carrier_ended_error();

/// The same for the answer to a `carry_call`, whatever else it says.
error carrier_error(const caf::error& err);

/// The pool that serves `host`.
inline const connection_pool_actor& pool_for(const std::vector<connection_pool_actor>& pools,
                                             std::string_view host) {
  return pools[pools.size() == 1 ? 0 : std::hash<std::string_view>{}(host) % pools.size()];
}

} // namespace target_sdk::detail
// clang-format off
#define TARGET_SDK_PRIVATE_MESSAGES(X)                                  \
  X(start_offers_call) X(start_attributes_call) X(cancel_call) X(tell_subscribers)  \
  X(use_pools) X(use_notification) X(use_artifact) X(load_artifact)     \
  X(artifact_loaded) X(check_waits) X(end_late_calls) X(retry_call) X(cancel_all_calls) \
  X(close_client) X(replace_artifact_actor) X(replace_carrier) X(use_carrier) X(await_ready) X(meet_siblings) X(replace_pool) \
  X(catch_up) X(close_queue) X(look_after_queue) X(keep_report) \
  X(ask_for_headers) X(provided_headers) X(headers_answered) X(look_after_asks) \
  X(connections_lost) X(read_answer) X(answer_read) X(keep_arrived) X(arrived_impressions) \
  X(open_outbox) X(start_outbox) X(outbox_content) X(store_call) X(call_stored) X(load_calls) \
  X(calls_loaded) X(remove_stored) X(write_outbox) X(close_outbox) \
  X(flush_page) X(close_page) X(leave_page) X(look_after_page) X(carry_call) X(call_carried)
// clang-format on

#define TARGET_SDK_PRIVATE(Message) CAF_ALLOW_UNSAFE_MESSAGE_TYPE(target_sdk::detail::Message)
TARGET_SDK_PRIVATE_MESSAGES(TARGET_SDK_PRIVATE)
#undef TARGET_SDK_PRIVATE

#if !TARGET_SDK_CAF_0_17
CAF_BEGIN_TYPE_ID_BLOCK(target_sdk_private, caf::id_block::target_sdk_local::end)
#define TARGET_SDK_TYPE_ID(Message) \
  CAF_ADD_TYPE_ID(target_sdk_private, (target_sdk::detail::Message))
TARGET_SDK_PRIVATE_MESSAGES(TARGET_SDK_TYPE_ID)
#undef TARGET_SDK_TYPE_ID
CAF_END_TYPE_ID_BLOCK(target_sdk_private)
#endif
