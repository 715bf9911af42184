// A call that a worker has started.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <target_sdk/decisioning.hpp>
#include <target_sdk/http.hpp>

#include "actors/accepted_call.hpp"
#include "actors/caf_compat.hpp"
#include "delivery/prepare.hpp"
#include "delivery/visitor_state.hpp"

namespace target_sdk::detail {

/// How far the request of an exchange has come.
enum class request_stage : std::uint8_t {
  awaits_headers, ///< A provider is asked for header fields.
  sent,           ///< A connection pool has it.
  not_sent,       ///< It has ended before.
};

/// An exchange in flight.
struct open_exchange {
  std::uint64_t token = 0;
  std::string host = {};
};

/// A worker's state of a call.
struct active_call {
  call_ptr record;
  caf::response_promise promise; ///< Of the asking actor; unused for calls of the facade.
  caf::strong_actor_ptr asker;   ///< Monitored: when it ends, the call is cancelled.
  delivery::visitor_share visitor;
  delivery::prepared_call prepared;
  decisioning_method method = decisioning_method::server_side;
  std::optional<remote_dependencies> remote = {}; ///< What only the server decides, when known.
  bool carries_telemetry = false;                 ///< Of earlier calls, in `prepared.request`.
  int attempts = 0;                               ///< Requests to the Delivery API that a pool got.
  std::optional<error> first_error;               ///< Of these.
  std::uint64_t exchange = 0; ///< Token of the newest exchange, if it is in flight; 0: none.
  std::string host;           ///< Host of that exchange.
  std::function<void(active_call&, http_response&)> on_answer; ///< Gets its answer.
  request_stage stage = request_stage::not_sent;               ///< Of it, or of the last one.
  std::vector<open_exchange> slow;           ///< Earlier exchanges that are still in flight.
  bool is_pausing = false;                   ///< Before the next attempt.
  std::unique_ptr<get_offers> as_asked = {}; ///< For a carrier, if the call may be decided here.
  bool is_carried = false;                   ///< A carrier has it.
  int last_status = 0;                       ///< Of the last attempt, if it was answered.
  retry_reason repeats = {};                 ///< Why there is the newest attempt.
  call_info info;                            ///< Of the attempt that ended last.
};

/// Answers whoever asked. `global_mbox` is that of the rules or of the service, which decided.
void answer(active_call& call, offers&& answered, std::string_view global_mbox);
void answer(active_call& call, error err);

} // namespace target_sdk::detail
