#include <target_sdk/caf_compat.hpp>

#include <target_sdk/json.hpp>

namespace target_sdk {
namespace {

std::string to_text(const error& err) {
  return std::move(json_builder::object()
                     .set("message", err.message)
                     .set("httpStatus", std::int64_t{err.http_status})
                     .set("requestId", err.request_id)
                     .set("sessionId", err.session_id)
                     .set("attempts", std::int64_t{err.attempts}))
    .build()
    .dump();
}

error from_text(error_kind kind, const std::string& text) {
  error err{.kind = kind};
  if (auto fields = json::parse(text)) {
    err.message = (*fields)["message"].string_or_empty();
    err.http_status = static_cast<int>((*fields)["httpStatus"].as_int64().value_or(0));
    err.request_id = (*fields)["requestId"].string_or_empty();
    err.session_id = (*fields)["sessionId"].string_or_empty();
    err.attempts = static_cast<int>((*fields)["attempts"].as_int64().value_or(0));
  }
  return err;
}

error from_caf(const caf::error& err) {
  auto kind = error_kind::transport;
  if (err == caf::sec::request_receiver_down)
    kind = error_kind::shutting_down;
  else if (err == caf::sec::request_timeout)
    kind = error_kind::timeout;
  else if (err.category() == caf::error(caf::exit_reason::kill).category())
    kind = error_kind::shutting_down;
  std::string message = "actor error";
#if TARGET_SDK_CAF_0_17
  if (err.category() == caf::atom("system"))
    message = to_string(static_cast<caf::sec>(err.code()));
#else
  message = to_string(err);
#endif
  return {.kind = kind, .message = std::move(message)};
}

} // namespace

caf::error make_error(const error& err) {
#if TARGET_SDK_CAF_0_17
  return {static_cast<std::uint8_t>(err.kind), compat::error_category,
          caf::make_message(to_text(err))};
#else
  return {err.kind, to_text(err)};
#endif
}

error to_error(const caf::error& err) {
#if TARGET_SDK_CAF_0_17
  if (err.category() == compat::error_category && err.context().size() == 1
      && err.context().match_element<std::string>(0))
    return from_text(static_cast<error_kind>(err.code()), err.context().get_as<std::string>(0));
#else
  if (err.category() == caf::type_id_v<error_kind> && err.context().size() == 1)
    return from_text(static_cast<error_kind>(err.code()), err.context().get_as<std::string>(0));
#endif
  return from_caf(err);
}

} // namespace target_sdk
