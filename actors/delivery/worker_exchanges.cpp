#include "actors/delivery/worker_exchanges.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <target_sdk/config.hpp>
#include <target_sdk/models/serialization.hpp>

#include "delivery/routing.hpp"

namespace target_sdk::detail {
namespace {

/// Always the same headers, with an id of its own each.
void set_headers(http_headers& headers, const random_source& random) {
  if (headers.empty()) {
    headers.reserve(5);
    headers.emplace_back("Content-Type", "application/json");
    headers.emplace_back("Accept", "application/json");
    headers.emplace_back("X-EXC-SDK", "TargetCpp");
    headers.emplace_back("X-EXC-SDK-Version", TARGET_SDK_VERSION);
    headers.emplace_back("X-Request-Id", "");
  }
  headers.back().second = make_uuid(random);
}

} // namespace

http_request make_delivery_request(const client_options& options, const delivery_job& job,
                                   const random_source& random, http_response spent) {
  auto now = std::chrono::steady_clock::now();
  auto deadline = job.record->deadline;
  if (options.attempt_timeout)
    deadline = std::min(deadline, now + *options.attempt_timeout);
  auto request = std::move(spent.request);
  request.token = job.token;
  request.method = http_method::post;
  request.url.clear();
  delivery::append_delivery_url(request.url, options, job.host, job.prepared.session_id);
  set_headers(request.headers, random);
  request.body.clear();
  append_json_text(request.body, job.prepared.request);
  request.deadline = deadline;
  request.connect_timeout = options.connect_timeout;
  request.max_response_size = options.max_response_size;
  request.answer_memory = {.headers = std::move(spent.headers), .body = std::move(spent.body)};
  return request;
}

http_request make_geo_request(const client_options& options, const geo_lookup& lookup,
                              std::chrono::steady_clock::time_point deadline) {
  http_request request{.url = geo_url(options.artifact.cdn_base_path, options.secure),
                       .headers = {{"Accept", "application/json"}},
                       .deadline = deadline,
                       .connect_timeout = options.connect_timeout,
                       .max_response_size = options.max_response_size};
  if (lookup.ip_address)
    request.headers.emplace_back("x-forwarded-for", *lookup.ip_address);
  return request;
}

result<geo> read_geo_answer(http_response& answer) {
  if (answer.failure)
    return fail(answer.failure->kind, answer.failure->message);
  if (answer.status != 200)
    return tl::unexpected(error{.kind = error_kind::http_status,
                                .message = "status " + std::to_string(answer.status),
                                .http_status = answer.status});
  auto body = json::parse(std::move(answer.body)).value_or(json());
  auto place = apply_geo_answer({}, body, answer.headers);
  if (place == geo{} && !body.is_object())
    return fail(error_kind::malformed_response, "the answer tells no place");
  return place;
}

} // namespace target_sdk::detail
