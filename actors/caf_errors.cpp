#include <string>
#include <utility>

#include <caf/exit_reason.hpp>
#include <caf/sec.hpp>

#include <target_sdk/actors.hpp>

#include "actors/messages.hpp"

namespace target_sdk {
namespace {

error from_caf(const caf::error& err) {
  if (!err)
    return {.kind = error_kind::transport, .message = "actor error"};
  auto kind = error_kind::transport;
  if (err == caf::sec::request_receiver_down)
    kind = error_kind::shutting_down;
#if !TARGET_SDK_CAF_0_17
  else if (err == caf::sec::broken_promise) // of an actor that ended meanwhile
    kind = error_kind::shutting_down;
#endif
  else if (err == caf::sec::request_timeout)
    kind = error_kind::timeout;
  else if (err.category() == caf::error(caf::exit_reason::kill).category())
    kind = error_kind::shutting_down;
  std::string message = "actor error";
  // The rest of it may not be fit for a log.
  if (err.category() == caf::error(caf::sec::unexpected_message).category())
    message = to_string(static_cast<caf::sec>(err.code()));
  return {.kind = kind, .message = std::move(message)};
}

} // namespace

bool detail::has_not_arrived(const caf::error& err) {
  return err == caf::sec::request_receiver_down;
}

error detail::connections_lost_error() {
  return {.kind = error_kind::shutting_down, .message = "the connection pool ended"};
}

error detail::carrier_error(const caf::error& err) {
  return has_not_arrived(err) ? carrier_ended_error() : to_error(err);
}

error detail::carrier_ended_error() {
  return {.kind = error_kind::shutting_down, .message = "the carrier of calls ended"};
}

error detail::pool_ended_error(const caf::error& err) {
  auto failure = to_error(err);
  // A pool of the caller's own may also answer with an error.
  return failure.kind == error_kind::shutting_down ? connections_lost_error() : failure;
}

caf::error make_error(const error& err) {
#if TARGET_SDK_CAF_0_17
  return {static_cast<std::uint8_t>(err.kind), compat::error_category, caf::make_message(err)};
#else
  return {err.kind, caf::make_message(err)};
#endif
}

error to_error(const caf::error& err) {
#if TARGET_SDK_CAF_0_17
  if (err.category() == compat::error_category && err.context().size() == 1
      && err.context().match_element<error>(0))
    return err.context().get_as<error>(0);
#else
  if (err && err.category() == caf::type_id_v<error_kind> && err.context().match_elements<error>())
    return err.context().get_as<error>(0);
#endif
  return from_caf(err);
}

} // namespace target_sdk
