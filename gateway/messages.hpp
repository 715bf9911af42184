// What travels between back ends and gateways, and between the actors of either.
//
// Whatever version a peer has, it understands the first message, a text: see hello.hpp. All others
// have the layout of their version; change `gateway_version` with any of them, and with
// `send_notification_error`.
#pragma once

#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include <target_sdk/actors.hpp>

#include "actors/messages.hpp"

namespace target_sdk::detail {

inline constexpr std::uint32_t gateway_version = 1;

/// A gateway takes calls of a back end: there.
struct gateway_welcome {
  caf::strong_actor_ptr session = {};
};

/// Asks to answer a call.
struct gateway_ask {
  std::uint64_t id = 0;  ///< Unique within the back end's client. A repeated one is the same call.
  std::uint8_t kind = 0; ///< A `carried`.
  std::int64_t remaining = 0; ///< Milliseconds until its deadline: clocks differ.
  std::string text = {};      ///< The call, as JSON.
};

/// What became of a call.
enum class gateway_outcome : std::uint8_t {
  answered, ///< `text` is `offers` or `accepted`.
  failed,   ///< `reason` says why.
  refused,  ///< It has not begun: the gateway drains.
};

/// The answer to a call.
struct gateway_answer {
  std::uint64_t id = 0;
  std::uint8_t outcome = 0; ///< A `gateway_outcome`.
  std::string text = {};
  error reason = {};
};

/// Nobody waits for a call any more.
struct gateway_cancel {
  std::uint64_t id = 0;
};

/// Asks whether a gateway is there.
struct gateway_ping {
  std::uint64_t number = 0;
};

/// It is. Also told without a question, with the number 0, when it begins to drain.
struct gateway_pong {
  std::uint64_t number = 0;
  bool is_draining = false;
};

#define TARGET_SDK_INSPECT(Message, ...)                                        \
  template <class Inspector>                                                    \
  compat::inspect_result<Inspector> inspect(Inspector& f, Message& x) {         \
    return compat::inspect_members(f, "target_sdk::" #Message, x, __VA_ARGS__); \
  }
TARGET_SDK_INSPECT(gateway_welcome, x.session)
TARGET_SDK_INSPECT(gateway_ask, x.id, x.kind, x.remaining, x.text)
TARGET_SDK_INSPECT(gateway_answer, x.id, x.outcome, x.text, x.reason)
TARGET_SDK_INSPECT(gateway_cancel, x.id)
TARGET_SDK_INSPECT(gateway_ping, x.number)
TARGET_SDK_INSPECT(gateway_pong, x.number, x.is_draining)
#undef TARGET_SDK_INSPECT

// -- within a back end ----------------------------------------------------------------------------

/// Losses of the gateways are told there, and the carrier ends with it.
struct use_router {
  router_actor router = {};
};

/// What a look at the port of a gateway has found.
struct gateway_probed {
  std::size_t gateway = 0;
  std::uint64_t number = 0; ///< Of the look.
  std::string address = {}; ///< Numeric; empty when nobody listens.
  std::string problem = {}; ///< Then: why.
};

/// Time to look after the gateways.
struct look_after_gateways {};

/// Time to give up reports: nobody else watches their deadlines.
struct end_late_reports {};

/// The carrier of a client of gateways. It hears of reports that a gateway has lost.
using gateway_carrier = carrier_actor::extend_with<compat::interface<
  void(use_router), void(std::string), void(gateway_welcome), void(gateway_answer),
  void(gateway_pong), void(gateway_probed), void(look_after_gateways), void(end_late_reports),
  void(send_notification_error)>>;

// -- within a gateway -----------------------------------------------------------------------------

/// A back end has handed over notifications with these ids.
struct gateway_report_taken {
  std::vector<std::string> ids = {};
};

/// Time to see whether the calls under way are answered.
struct look_for_answers {};

/// Takes no new calls from now on; answered when those under way are.
struct drain_calls {};

/// The same for the whole gateway; `done` is released then.
struct drain_gateway {
  std::shared_ptr<std::promise<void>> done = {};
};

/// Time to see whether there are descriptors for connections that come.
struct look_at_doors_again {};

/// The client of the gateway has lost reports: of the back ends, or its own.
struct gateway_loss {
  std::shared_ptr<const send_notification_error> what = {};
};

/// Takes the calls of one back end.
using gateway_session =
  compat::interface<void(gateway_ask), void(gateway_cancel), void(gateway_ping),
                    void(gateway_report_taken), void(look_for_answers), void(gateway_loss),
                    drained(drain_calls)>;

/// Whom back ends find at the port of a gateway.
using gateway_service =
  compat::interface<void(std::string), void(gateway_loss), void(drain_gateway)>;

} // namespace target_sdk::detail

CAF_BEGIN_TYPE_ID_BLOCK(target_sdk_gateway, TARGET_SDK_CAF_TYPE_ID_OFFSET + 150)
CAF_ADD_TYPE_ID(target_sdk_gateway, (target_sdk::detail::gateway_welcome))
CAF_ADD_TYPE_ID(target_sdk_gateway, (target_sdk::detail::gateway_ask))
CAF_ADD_TYPE_ID(target_sdk_gateway, (target_sdk::detail::gateway_answer))
CAF_ADD_TYPE_ID(target_sdk_gateway, (target_sdk::detail::gateway_cancel))
CAF_ADD_TYPE_ID(target_sdk_gateway, (target_sdk::detail::gateway_ping))
CAF_ADD_TYPE_ID(target_sdk_gateway, (target_sdk::detail::gateway_pong))
CAF_END_TYPE_ID_BLOCK(target_sdk_gateway)

#define TARGET_SDK_LOCAL(Message) CAF_ALLOW_UNSAFE_MESSAGE_TYPE(target_sdk::detail::Message)
TARGET_SDK_LOCAL(use_router)
TARGET_SDK_LOCAL(gateway_probed)
TARGET_SDK_LOCAL(look_after_gateways)
TARGET_SDK_LOCAL(end_late_reports)
TARGET_SDK_LOCAL(gateway_report_taken)
TARGET_SDK_LOCAL(look_for_answers)
TARGET_SDK_LOCAL(drain_calls)
TARGET_SDK_LOCAL(drain_gateway)
TARGET_SDK_LOCAL(look_at_doors_again)
TARGET_SDK_LOCAL(gateway_loss)
#undef TARGET_SDK_LOCAL
