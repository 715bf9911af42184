#include "delivery/interpret.hpp"

#include <algorithm>
#include <utility>

#include <target_sdk/models/serialization.hpp>

#include "delivery/routing.hpp"
#include "delivery/service_words.hpp"
#include "delivery/status_text.hpp"

namespace target_sdk::delivery {
namespace {

error http_error(int status, std::string message) {
  return {.kind = error_kind::http_status, .message = std::move(message), .http_status = status};
}

/// The service's own words in the body of an error, else the reason phrase.
std::string error_message(const http_response& answer) {
  if (auto body = json::parse(answer.body))
    if (auto message = (*body)["message"].string_or_empty(); !message.empty())
      return std::string(message);
  if (!answer.reason.empty())
    return answer.reason;
  return std::string(status_text(answer.status));
}

template <class Entry>
void gather_entry(offers& result, const Entry& entry) {
  if (entry.analytics && *entry.analytics != analytics_response{})
    result.analytics_details.push_back(*entry.analytics);
  if (entry.trace && !entry.trace->empty())
    result.trace.push_back(*entry.trace);
  for (auto& each : entry.options)
    if (each.response_tokens && !each.response_tokens->empty())
      result.response_tokens.push_back(*each.response_tokens);
}

template <class Entries>
void gather(offers& result, const Entries& entries) {
  result.response_tokens.reserve(result.response_tokens.size() + entries.size());
  for (auto& entry : entries)
    gather_entry(result, entry);
}

void gather_unconfirmed(offers& result) {
  auto& confirmed = result.response.notifications;
  for (auto& sent : result.request.notifications) {
    bool echoed = std::any_of(confirmed.begin(), confirmed.end(),
                              [&](auto& each) { return each.id == sent.id; });
    if (!echoed && sent.id)
      result.unconfirmed.push_back(*sent.id);
  }
}

} // namespace

void gather_details(offers& result) {
  if (auto& execute = result.response.execute) {
    if (execute->page_load)
      gather_entry(result, *execute->page_load);
    gather(result, execute->mboxes);
  }
  if (auto& prefetch = result.response.prefetch) {
    if (prefetch->page_load)
      gather_entry(result, *prefetch->page_load);
    gather(result, prefetch->views);
    gather(result, prefetch->mboxes);
  }
}

result<delivery_response> read_response(const http_response& answer) {
  if (answer.failure)
    return tl::unexpected(error{.kind = answer.failure->kind,
                                .message = answer.failure->message,
                                .retry_after = answer.failure->retry_after});
  if (answer.status == 204)
    return delivery_response{};
  if (answer.status >= 400)
    return tl::unexpected(http_error(answer.status, error_message(answer)));
  if (answer.status != 200 && answer.status != 206)
    return tl::unexpected(http_error(answer.status, "unexpected status"));

  auto body = json::parse(answer.body);
  if (!body)
    return tl::unexpected(std::move(body.error()));
  if (auto status = (*body)["status"].as_int64(); status && *status >= 400) {
    auto code = static_cast<int>(std::min<std::int64_t>(*status, 999));
    auto message = (*body)["message"].string_or_empty();
    return tl::unexpected(
      http_error(code, std::string(message.empty() ? status_text(code) : message)));
  }
  return from_json<delivery_response>(*body, {.mode = read_mode::answer});
}

result<offers> read_answer(const http_response& answer) {
  result<offers> read;
  if (auto response = read_response(answer)) {
    read->response = std::move(*response);
    gather_details(*read);
  } else {
    read = tl::unexpected(std::move(response.error()));
  }
  return read;
}

offers make_offers(prepared_call&& call, delivery_response&& response, call_kind kind,
                   wall_time now) {
  offers result;
  result.response = std::move(response);
  gather_details(result);
  complete(result, std::move(call), kind, now);
  return result;
}

void complete(offers& result, prepared_call&& call, call_kind kind, wall_time now) {
  const auto& response = result.response;
  std::string_view tnt_id = call.incoming_pc;
  if (response.id && response.id->tnt_id && !response.id->tnt_id->empty())
    tnt_id = *response.id->tnt_id;
  result.target_cookie = make_target_cookie(call.session_id, tnt_id, now);
  auto cluster = std::move(call.cluster);
  if (cluster.empty() && response.edge_host)
    cluster = usable_hint(cluster_of_edge_host(*response.edge_host));
  if (!cluster.empty())
    result.target_location_hint_cookie =
      cookie{.name = std::string(target_location_hint_cookie_name),
             .value = std::move(cluster),
             .max_age = session_lifetime.count()};
  result.visitor_state = std::move(call.visitor_state);
  result.request = std::move(call.request);
  if (kind == call_kind::notifications)
    gather_unconfirmed(result);
}

error describe(error err, const prepared_call& call, int attempts) {
  // Only these messages are not our own.
  if (err.kind == error_kind::http_status)
    err.message = service_words(std::move(err.message), call.request, call.session_id);
  err.request_id = call.request.request_id.value_or("");
  err.session_id = call.session_id;
  err.attempts = attempts;
  return err;
}

} // namespace target_sdk::delivery
