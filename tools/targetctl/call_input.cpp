#include "tools/targetctl/call_input.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <target_sdk/json.hpp>
#include <target_sdk/models/serialization.hpp>

#include "tools/targetctl/client_option_table.hpp"

namespace target_sdk::tools {
namespace {

/// Paths are relative to the request where they lie in it.
std::string_view shortened(std::string_view path) {
  constexpr std::string_view prefix = "request.";
  return path.starts_with(prefix) ? path.substr(prefix.size()) : path;
}

/// Whether a member that no model describes goes to the service all the same.
bool is_sent(std::string_view path) {
  return path.starts_with("request.") || path.starts_with("customerIds");
}

error as_invalid_request(error err) {
  err.kind = error_kind::invalid_request;
  err.message = std::string(shortened(err.message));
  return err;
}

read_options reading(const log_sink& log) {
  read_options options{.mode = read_mode::request};
  if (log.enabled(log_level::debug))
    options.on_unknown = [&log](std::string_view path) {
      log(log_level::debug, (is_sent(path) ? "sends unknown member " : "ignored unknown member ")
                              + std::string(shortened(path)));
    };
  return options;
}

bool names_unknown_method(json_view call) {
  const auto method = call["decisioningMethod"];
  return method.is_string() && !enum_from_string<decisioning_method>(method.string_or_empty());
}

template <class Call>
result<Call> read_call(const json& value, const log_sink& log) {
  if (!value.is_object())
    return fail(error_kind::invalid_request, "expected an object");
  if constexpr (requires(Call call) { call.decisioning_method; })
    if (names_unknown_method(value))
      return fail(error_kind::invalid_request, std::string(invalid_decisioning_method));
  return from_json<Call>(value, reading(log)).map_error(as_invalid_request);
}

bool is_bare_request(json_view value) {
  constexpr auto members =
    std::to_array<std::string_view>({"context", "execute", "prefetch", "notifications", "id"});
  return value["request"].is_null()
         && std::any_of(members.begin(), members.end(),
                        [value](auto name) { return value.find(name).has_value(); });
}

} // namespace

template <class Call>
result<Call> read_call(std::string text, const log_sink& log) {
  const auto value = json::parse(std::move(text));
  if (!value)
    return tl::unexpected(as_invalid_request(value.error()));
  return read_call<Call>(*value, log);
}

template <class Call>
result<Call> read_call_or_request(std::string text, const log_sink& log) {
  const auto value = json::parse(std::move(text));
  if (!value)
    return tl::unexpected(as_invalid_request(value.error()));
  if (is_bare_request(*value))
    return read_call<Call>(json::object({{"request", *value}}), log);
  return read_call<Call>(*value, log);
}

template result<get_offers> read_call(std::string, const log_sink&);
template result<get_offers> read_call_or_request(std::string, const log_sink&);
template result<send_notifications> read_call(std::string, const log_sink&);
template result<send_notifications> read_call_or_request(std::string, const log_sink&);
template result<get_attributes> read_call(std::string, const log_sink&);
template result<get_attributes> read_call_or_request(std::string, const log_sink&);

} // namespace target_sdk::tools
